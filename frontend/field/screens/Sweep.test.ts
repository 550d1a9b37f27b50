import { flushPromises } from "@vue/test-utils";
import { afterEach, describe, expect, test } from "vitest";
import { ANTIGEN, PARCEL, SHOPS } from "./fake";
import { CHEN_OPEN, openApp, TANG_OPEN, type Open } from "./testing";

let at: Open;
afterEach(() => at.app.unmount());

describe("doors", () => {
  test("nobody is ticked in advance, on any door", async () => {
    at = await openApp({ kind: "sweep" });
    for (const row of [null, ...at.app.findAll(".ds .o")]) {
      await row?.trigger("click");
      expect(at.app.findAll<HTMLInputElement>("[data-tick]").filter((box) => box.element.checked)).toHaveLength(0);
    }
  });

  test("only the ticked ones are recorded, and ticks do not pass to the next door", async () => {
    at = await openApp({ kind: "sweep" });
    await at.app.find(`[data-tick="${CHEN_OPEN}"]`).setValue(true);
    await at.press("[data-done]");
    expect(at.engine.calls.filter(([what]) => what === "serve")).toEqual([
      ["serve", [CHEN_OPEN], "999999001001010003", {}],
    ]);
    expect(at.text()).toContain("已记 1 人。汤*夏 还没有到。");
    expect(at.app.findAll<HTMLInputElement>("[data-tick]").map((box) => box.element.checked)).toEqual([false]);
  });

  test("a record taken back leaves nobody ticked either", async () => {
    at = await openApp({ kind: "sweep" });
    await at.app.find(`[data-tick="${CHEN_OPEN}"]`).setValue(true);
    await at.press("[data-done]");
    await at.press("[data-undo]");
    const boxes = at.app.findAll<HTMLInputElement>("[data-tick]");
    expect(boxes.map((box) => box.element.checked)).toEqual([false, false]);
  });

  test("done without a tick records nothing and says why", async () => {
    at = await openApp({ kind: "sweep" });
    await at.press("[data-done]");
    expect(at.engine.calls).toEqual([]);
    expect(at.app.find(".nx .said").text()).toBe("先勾人");
  });

  test("nobody home is for those still open, and sinks to the second visit", async () => {
    at = await openApp({ kind: "sweep" });
    await at.press("[data-nobody]");
    expect(at.engine.calls[0]?.slice(0, 4)).toEqual([
      "attempt",
      [CHEN_OPEN, TANG_OPEN],
      "999999001001010003",
      "nobody_home",
    ]);
    expect(at.app.find(".dn").text()).toBe("1005");
    expect(at.text()).toContain("1102 没人");
  });

  test("what was recorded can be taken back from the line below; once it has arrived it says so", async () => {
    at = await openApp({ kind: "sweep" });
    await at.press("[data-nobody]");
    await at.press("[data-undo]");
    expect(at.engine.calls.slice(-1)[0]).toEqual(["withdraw", ["id-144", "id-145"]]);
    expect(at.text()).toContain("已撤销");
    await at.press("[data-nobody]");
    at.engine.entries.forEach((one) => (one.state = "sent"));
    await at.press("[data-undo]");
    expect(at.text()).toContain("撤不了");
  });

  test("away until: the time goes into the note", async () => {
    at = await openApp({ kind: "sweep" });
    await at.press("[data-other]");
    await at.press("[data-away]");
    await at.app.find('.sheet input[type="time"]').setValue("18:30");
    await at.app.find(".sheet form").trigger("submit");
    await flushPromises();
    expect(at.engine.calls[0]).toEqual([
      "attempt",
      [CHEN_OPEN, TANG_OPEN],
      "999999001001010003",
      "away",
      "18:30 回来",
    ]);
  });

  test("away until another day: the day goes into the note, and the door says it", async () => {
    at = await openApp({ kind: "sweep" });
    await at.press("[data-other]");
    await at.press("[data-away]");
    expect(at.app.find(".sheet [data-go]").text()).toBe("不知道几时");
    await at.press('[data-days="2"]');
    const then = new Date(Date.now() + 2 * 86_400_000);
    const said = `${then.getMonth() + 1}月${then.getDate()}日 回来`;
    expect(at.app.find(".sheet [data-go]").text()).toBe(said);
    await at.app.find(".sheet form").trigger("submit");
    await flushPromises();
    expect(at.engine.calls[0]?.slice(3)).toEqual(["away", said]);
    const row = at.app.findAll(".dr").find((one) => one.text().includes("1102"));
    expect(row?.text()).toContain(`${then.getMonth() + 1}月${then.getDate()}日 08:00 后去`);
  });

  test.each([
    ["[data-moved]", "moved"],
    ["[data-at-home]", "at_home"],
  ])("%s is an outcome of its own, not a note", async (button, outcome) => {
    at = await openApp({ kind: "sweep" });
    await at.press("[data-other]");
    await at.press(button);
    expect(at.engine.calls[0]).toEqual(["attempt", [CHEN_OPEN, TANG_OPEN], "999999001001010003", outcome, ""]);
  });

  test("a scanned code opens its door and ticks that person only", async () => {
    at = await openApp({ kind: "sweep" });
    await at.scan("CARD0005");
    expect(at.app.find(".dn").text()).toBe("1005");
    expect(at.app.findAll<HTMLInputElement>("[data-tick]").map((box) => box.element.checked)).toEqual([
      false,
      true,
      false,
      false,
    ]);
    expect(at.engine.calls).toEqual([]);
  });

  test("a bad code at a door is named as well", async () => {
    at = await openApp({ kind: "sweep" });
    await at.scan("FLAW:forged");
    expect(at.app.find('[role="alert"].heard').text()).toContain("假码");
  });

  test("the obligation's own fields stand under the ticked person and go with the record", async () => {
    at = await openApp({ kind: "sweep", obligation: ANTIGEN });
    const box = at.app.findAll("[data-tick]")[0]!;
    expect(at.app.find(".field").exists()).toBe(false);
    await box.setValue(true);
    await at.press("[data-done]");
    expect(at.app.find(".field.wrong").text()).toContain("结果 还没填");
    expect(at.engine.calls).toEqual([]);
    await at.app.find('input[value="negative"]').setValue(true);
    await at.app.find(".number input").setValue("45");
    await at.press("[data-done]");
    expect(at.engine.calls).toEqual([]); // asked about once
    await at.press("[data-done]");
    expect(at.engine.calls[0]?.[3]).toEqual({ result: "negative", temperature: 45 });
  });

  test("the steps of an empty number begin where most people are, not at a fever", async () => {
    at = await openApp({ kind: "sweep", obligation: ANTIGEN });
    await at.app.findAll("[data-tick]")[0]!.setValue(true);
    const [less, more] = at.app.findAll(".number button");
    const shown = () => at.app.find<HTMLInputElement>(".number input").element.value;
    await more!.trigger("click");
    expect(shown()).toBe("36.5");
    await more!.trigger("click");
    expect(shown()).toBe("36.6");
    await less!.trigger("click");
    expect(shown()).toBe("36.5");
  });

  test("what is still empty comes into sight, and is felt", async () => {
    const seen: (string | null)[] = [];
    HTMLElement.prototype.scrollIntoView = function (this: HTMLElement) {
      seen.push(this.querySelector(".said")?.textContent ?? null);
    };
    at = await openApp({ kind: "sweep", obligation: ANTIGEN });
    await at.app.findAll("[data-tick]")[0]!.setValue(true);
    await at.press("[data-done]");
    expect(seen).toEqual(["结果 还没填"]);
    expect(at.feel.bad).toHaveBeenCalledOnce();
  });

  test("a delivery is one button a door, a shop one button a place", async () => {
    at = await openApp({ kind: "sweep", obligation: PARCEL });
    expect(at.app.findAll("[data-tick]")).toHaveLength(0);
    await at.press("[data-done]");
    expect(at.engine.calls[0]?.slice(0, 2)).toEqual(["serve", ["9999001002001102"]]);
    at.app.unmount();
    at = await openApp({ kind: "sweep", obligation: SHOPS });
    await at.press("[data-done]");
    expect(at.engine.calls[0]?.slice(0, 2)).toEqual(["serve", ["9999009001"]]);
  });

  test("a newcomer is met at a household's door too, nobody lives in a shop", async () => {
    at = await openApp({ kind: "sweep", obligation: PARCEL });
    await at.press("[data-other]");
    expect(at.app.find("[data-at-home]").exists()).toBe(false); // the parcel comes to the door anyway
    await at.press("[data-newcomer]");
    await at.app.find(".sheet [data-first]").setValue("田谷雨");
    await at.press(".sheet [data-go]");
    expect(at.engine.calls[0]?.slice(0, 2)).toEqual(["stranger", "田谷雨，3号楼1102"]);
    at.app.unmount();
    at = await openApp({ kind: "sweep", obligation: SHOPS });
    await at.press("[data-other]");
    expect(at.app.find("[data-newcomer]").exists()).toBe(false);
  });

  test("several buildings: the gap of each, then its doors", async () => {
    at = await openApp({ kind: "sweep", buildings: 3 });
    expect(at.app.find(".bld").text()).toContain("还差 9 户 17 人");
    await at.press("[data-building]");
    expect(at.app.find(".dn").text()).toBe("1102");
  });

  test("what cannot be stored stays on the screen until it is read", async () => {
    at = await openApp({ kind: "sweep" });
    at.engine.attempt = () => Promise.reject(new Error("QuotaExceeded"));
    await at.press("[data-nobody]");
    expect(at.app.find(".fullscreen").text()).toContain("没有记下");
    expect(at.app.find(".toast").exists()).toBe(false);
  });
});

test("a good code from elsewhere is recorded at a door by its tag", async () => {
  at = await openApp({ kind: "sweep" });
  await at.scan("ELSEWHERE7");
  expect(at.engine.calls).toEqual([]);
  await at.press(".sheet [data-go]");
  expect(at.engine.calls).toEqual([["serveCard", "ELSEWHERE7", "999999001001010003", {}]]);
});
