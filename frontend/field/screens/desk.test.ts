import { beforeEach, describe, expect, test, vi } from "vitest";
import { speak } from "../words";
import { useDesk, TICK_MS } from "./desk";
import { createFake, type Options } from "./fake";

const feel = { good: vi.fn(), repeat: vi.fn(), bad: vi.fn() };

function desk(options: Options = {}) {
  const engine = createFake(options);
  return { engine, ...useDesk(engine, feel) };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  speak("zh");
});

describe("one person after the other", () => {
  test("a tick says position and name, and goes by itself", async () => {
    const at = desk();
    await at.take("CARD0002");
    expect(at.answer.value).toMatchObject({ kind: "tick", position: 8, left: 2, name: "陈*立", where: "3号楼1102" });
    expect(feel.good).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(TICK_MS + 1);
    expect(at.answer.value).toBeNull();
  });

  test("two scans in the same moment are both taken, in their order", async () => {
    const at = desk();
    await Promise.all([at.take("CARD0002"), at.take("CARD0003")]);
    expect(at.engine.tube.open?.people.map((one) => one.name).slice(-2)).toEqual(["陈*立", "汤*夏"]);
  });

  test("somebody without a record is in the tube as they said", async () => {
    const at = desk();
    await at.put({ name: "田谷雨", where: "301", said: "田谷雨，301，13800000000" });
    expect(at.engine.tube.open?.people[7]).toMatchObject({ subject: null, said: "田谷雨，301，13800000000" });
  });
});

describe("a repeat", () => {
  test("changes nothing, and stays until it is answered", async () => {
    const at = desk();
    await at.take("CARD0001");
    vi.advanceTimersByTime(60_000);
    expect(at.answer.value).toMatchObject({ kind: "again", tube: "T-70388" });
    expect(at.engine.tube.open?.people).toHaveLength(7);
    expect(feel.repeat).toHaveBeenCalledOnce();
  });

  test("is not pushed away by the next scan, which is not taken either", async () => {
    const at = desk();
    await at.take("CARD0001");
    await at.take("CARD0002");
    expect(at.answer.value?.kind).toBe("again");
    expect(at.reminded.value).toBe(1);
    expect(at.engine.tube.open?.people).toHaveLength(7);
  });

  test("does not nag while its card stays before the camera", async () => {
    const at = desk();
    await at.take("CARD0001");
    await at.take("CARD0001");
    expect(at.reminded.value).toBe(0);
    expect(feel.repeat).toHaveBeenCalledOnce();
  });

  test("can be swabbed all the same, with a mark", async () => {
    const at = desk();
    await at.take("CARD0001");
    await at.force();
    expect(at.engine.tube.open?.people[7]).toMatchObject({ name: "陈*满", flags: ["again"] });
    expect(at.answer.value?.kind).toBe("tick");
  });
});

describe("a full tube", () => {
  test("keeps the person for the next tube", async () => {
    const at = desk({ tube: 10 });
    await at.take("CARD0002");
    expect(at.answer.value).toMatchObject({ kind: "full", capacity: 10 });
    await at.closeAndHold();
    expect(at.engine.tube.open).toBeNull();
    expect(at.waiting.value?.name).toBe("陈*立");
    await at.take("T-70430");
    expect(at.engine.tube.open).toMatchObject({ code: "T-70430", people: [{ name: "陈*立" }] });
    expect(at.waiting.value).toBeNull();
  });

  test("takes one more with a mark", async () => {
    const at = desk({ tube: 10 });
    await at.take("CARD0002");
    await at.force();
    expect(at.engine.tube.open?.people[10]).toMatchObject({ flags: ["full"] });
  });

  test("gives way to the next tube without a question", async () => {
    const at = desk({ tube: 10 });
    await at.take("T-70430");
    expect(at.engine.tube.last?.code).toBe("T-70429");
    expect(at.engine.tube.open?.code).toBe("T-70430");
  });
});

describe("a family", () => {
  test("that no longer fits is asked about before its first one is swabbed", async () => {
    const at = desk({ tube: 9 });
    await at.take("CARD0002");
    expect(at.answer.value).toMatchObject({ kind: "cramped", of: 2, left: 1, who: { name: "陈*立" } });
    expect(at.engine.tube.open?.people).toHaveLength(9);
    await at.closeAndHold();
    await at.take("T-70430");
    await at.take("CARD0003");
    expect(at.engine.tube.open?.people.map((one) => one.name)).toEqual(["陈*立", "汤*夏"]);
  });

  test("goes in all the same where the desk says so, without a mark of a full tube", async () => {
    const at = desk({ tube: 9 });
    await at.take("CARD0002");
    await at.force();
    expect(at.engine.tube.open?.people[9]).toMatchObject({ name: "陈*立", flags: [] });
    expect(at.engine.absent()).toMatchObject([{ of: 1, door: { room: "1102" } }]);
  });
});

describe("tubes", () => {
  test("a new one in the middle of another is asked about", async () => {
    const at = desk();
    await at.take("T-70430");
    expect(at.ask.value).toEqual({ kind: "swap", code: "T-70430", ours: true });
    expect(at.engine.tube.open?.code).toBe("T-70429");
  });

  test("the open one again changes nothing", async () => {
    const at = desk();
    await at.take("T-70429");
    expect(at.engine.calls).toEqual([]);
    expect(at.note.value).toBe("就是现在这一管");
  });

  test("a foreign label is used, and said to be foreign", async () => {
    const at = desk({ tube: -1 });
    await at.take("T-99001");
    expect(at.engine.tube.open?.code).toBe("T-99001");
    expect(at.note.value).toContain("不在本点的号段里");
  });

  test("an unknown text is offered as a tube while there is none", async () => {
    const at = desk({ tube: -1 });
    await at.take("SH0001");
    expect(at.ask.value).toEqual({ kind: "doubt", code: "SH0001" });
    await at.openTube("SH0001", false);
    expect(at.engine.tube.open?.code).toBe("SH0001");
  });

  test("without one nobody is taken, and it says so", async () => {
    const at = desk({ tube: -1 });
    await at.take("CARD0002");
    expect(at.answer.value?.kind).toBe("no_tube");
    expect(feel.bad).toHaveBeenCalledOnce();
  });

  test("an empty one is dropped without a record", async () => {
    const at = desk({ tube: 0 });
    await at.closeTube();
    expect(at.note.value).toBe("T-70429 里没有人，没有记");
    expect(at.engine.entries).toHaveLength(0);
  });
});

test.each(["not_ours", "incomplete", "forged", "expired", "revoked"] as const)("a code that is %s is named as such", async (flaw) => {
  const at = desk();
  await at.take(`FLAW:${flaw}`);
  expect(at.answer.value).toMatchObject({ kind: "flawed", flaw });
  expect(feel.bad).toHaveBeenCalledOnce();
  expect(at.engine.tube.open?.people).toHaveLength(7);
});

test("a good code from elsewhere is one tap away from the tube", async () => {
  const at = desk();
  await at.take("ELSEWHERE9");
  expect(at.ask.value).toEqual({ kind: "elsewhere", tag: "ELSEWHERE9" });
  await at.put({ card: "ELSEWHERE9", name: "别处居民", where: "" });
  expect(at.engine.tube.open?.people[7]).toMatchObject({ card: "ELSEWHERE9" });
  expect(at.ask.value).toBeNull();
});

test("a family's sheet stays while its people are tapped, and goes with the next scan", async () => {
  const at = desk();
  await at.take("HOME1102");
  await at.put({ subject: "999900100100000002", name: "陈*立", where: "3号楼1102" });
  expect(at.ask.value?.kind).toBe("family");
  await at.take("CARD0003");
  expect(at.ask.value).toBeNull();
});

test("what the store cannot keep is said, and the next scan waits for the answer", async () => {
  const at = desk();
  at.engine.add = () => Promise.reject(new Error("QuotaExceeded"));
  await at.take("CARD0002");
  expect(at.answer.value).toMatchObject({ kind: "failed", title: "QuotaExceeded", code: "phone.failed" });
});

test("undo leaves a line and moves the others up", async () => {
  const at = desk();
  await at.undo(7);
  expect(at.engine.calls).toEqual([["undo", 7]]);
});
