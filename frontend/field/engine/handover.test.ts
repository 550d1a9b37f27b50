// @vitest-environment node
import { describe, expect, test } from "vitest";
import { Catcher, framesOf } from "./frames";
import { newWord, pack, unpackFile } from "./parcel";
import { personId, tagOf, signed, who, World } from "./testing/world";
import type { Received } from "./types";

const PLACE = "99999900100101";
const MINUTE = 60_000;

async function busy(world: World, people: number, skew = 0) {
  const phone = await world.ready("sweep", skew);
  world.server.weather = () => "request lost";
  await phone.engine.serve(Array.from({ length: people }, (_, number) => personId(number)), PLACE, { by: "门口" });
  return phone;
}

describe("frames", () => {
  test("any text comes through, in any order, with repetitions", () => {
    for (const length of [0, 1, 600, 5000]) {
      const text = Array.from({ length }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))).join("");
      const frames = framesOf(text);
      const catcher = new Catcher();
      const told = [...frames.slice(1).reverse(), ...frames.slice(1), frames[0]!].map((frame) => catcher.take(frame));
      expect(told.slice(-1)[0]).toEqual({ text });
      expect(told.filter((one) => "text" in one)).toHaveLength(1);
    }
  });

  test("each frame fits an alphanumeric QR", () => {
    for (const frame of framesOf(Array.from({ length: 900 }, (_, at) => at * at).join())) {
      expect(frame).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
      expect(frame.length).toBeLessThan(640);
    }
  });

  test("a misread frame is noticed, and the transfer can be scanned again", () => {
    const frames = framesOf("x".repeat(10) + Math.PI);
    const [head, chunk] = [frames[0]!.slice(0, -1), frames[0]!.slice(-1)[0]];
    const catcher = new Catcher();
    expect(() => catcher.take(head + (chunk === "A" ? "B" : "A"))).toThrowError(expect.objectContaining({ code: "handover.damaged" }));
    expect(catcher.take(frames[0]!)).toHaveProperty("text");
    expect(() => catcher.take("WH1:nonsense")).toThrowError(expect.objectContaining({ code: "handover.unreadable" }));
  });
});

test("a closing phone hands over by codes; the receiver sends; the giver learns it from the log", async () => {
  const world = new World();
  const giver = await busy(world, 24, 20 * MINUTE);
  const receiver = await world.ready("desk", -5 * MINUTE).catch(async () => {
    world.server.weather = () => "good";
    return world.ready("desk", -5 * MINUTE);
  });
  world.server.weather = () => "request lost";
  const truth = world.ms;
  world.pass(40 * MINUTE);
  const handing = await giver.engine.hand();
  expect(handing.records).toBe(24);
  let last: Received | undefined;
  for (const frame of [...handing.frames].reverse()) {
    world.pass(3000);
    last = await receiver.engine.receive(frame);
  }
  expect(last).toEqual({ done: true, records: 24, holder: "杨立冬", known: 0 });
  expect(receiver.engine.status).toMatchObject({ unsent: 24, made: 0 });
  expect(receiver.engine.target(personId(3))).toMatchObject({ state: "done", here: false });

  await handing.taken();
  world.server.weather = () => "good";
  await receiver.engine.sync();
  expect(world.server.records.size).toBe(24);
  for (const { seen } of world.server.records.values()) expect(Math.abs(seen - truth)).toBeLessThan(1000);
  expect(giver.engine.status.unsent).toBe(24);
  world.pass(61_000);
  await giver.engine.sync();
  await giver.engine.sync();
  expect(giver.engine.status).toMatchObject({ unsent: 0, here: 24 });
  expect(world.server.conflicts).toEqual([]);
  expect([...world.server.records.values()].every((one) => one.times === 1)).toBe(true); // the log told, nothing went twice
});

test("once taken, the giver may be wiped without a network", async () => {
  const world = new World();
  const { engine } = await busy(world, 3);
  await expect(engine.wipe()).rejects.toMatchObject({ code: "unsent" });
  const handing = await engine.hand();
  await handing.taken();
  await engine.wipe();
  expect(engine.status.phase).toBe("wiped");
});

test("taking twice, or by way of a third phone, changes nothing and keeps the true time", async () => {
  const world = new World();
  const receivers = [await world.ready("desk", 3 * MINUTE), await world.ready("desk", -8 * MINUTE)] as const;
  const giver = await busy(world, 5, 15 * MINUTE);
  const truth = world.ms;
  const pass = async (from: typeof giver, to: typeof giver) => {
    let told: Received | undefined;
    for (const frame of (await from.engine.hand()).frames) told = await to.engine.receive(frame);
    return told;
  };
  await pass(giver, receivers[0]);
  expect(await pass(giver, receivers[0])).toMatchObject({ done: true, known: 5 });
  world.pass(10 * MINUTE);
  await pass(receivers[0], receivers[1]);
  expect(await pass(giver, receivers[1])).toMatchObject({ known: 5 });
  world.server.weather = () => "good";
  world.pass(MINUTE);
  await receivers[1].engine.sync();
  await receivers[0].engine.sync();
  await giver.engine.sync();
  expect(world.server.records.size).toBe(5);
  for (const { seen } of world.server.records.values()) expect(Math.abs(seen - truth)).toBeLessThan(1000);
  expect(world.server.conflicts).toEqual([]);
});

test("carried records survive a kill of the phone that carries them", async () => {
  const world = new World();
  const receiver = await world.ready();
  const giver = await busy(world, 2);
  for (const frame of (await giver.engine.hand()).frames) await receiver.engine.receive(frame);
  const next = world.phone(receiver.name).engine;
  await next.start();
  expect((await next.log()).map((entry) => [entry.number, entry.state])).toEqual([[0, "carried"], [0, "carried"]]);
  world.server.weather = () => "good";
  await next.sync();
  expect(world.server.records.size).toBe(2);
  expect((await next.log()).every((entry) => entry.state === "sent")).toBe(true);
});

test("an open tube is closed and goes along", async () => {
  const world = new World();
  const { engine } = await world.ready();
  await engine.openTube("T-70001");
  await engine.add(who(1));
  expect((await engine.hand()).records).toBe(1);
  expect(engine.tube.open).toBeNull();
});

describe("by file", () => {
  test("with the word, however it is typed; not with another", async () => {
    const word = newWord();
    expect(word).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
    const file = await pack("{\"v\":1,\"秘密\":2}", word);
    expect(await file.text()).not.toContain("秘密");
    expect(await unpackFile(file, ` ${word.slice(0, 4).toLowerCase()} ${word.slice(4)} `)).toContain("秘密");
    await expect(unpackFile(file, "AAAAAAAA")).rejects.toMatchObject({ code: "handover.wrong_word" });
    await expect(unpackFile(new Blob(["x"]), word)).rejects.toMatchObject({ code: "handover.wrong_word" });
  });

  test("from phone to phone", async () => {
    const world = new World();
    const receiver = await world.ready();
    const giver = await busy(world, 4);
    const { blob, word, name } = await (await giver.engine.hand()).file();
    expect(name).toMatch(/^wanjia-\d+-4\.wh1$/);
    expect(await receiver.engine.receiveFile(blob, word)).toMatchObject({ done: true, records: 4, known: 0 });
  });
});

test("10 full tubes are a handful of codes, and a scan of one is known for what it is", async () => {
  const world = new World();
  const { engine } = await world.ready();
  for (let tube = 0; tube < 10; tube++) {
    await engine.openTube(`T-${70_001 + tube}`);
    for (let number = 0; number < 10; number++) {
      world.pass(4000);
      await engine.add(who(tube * 10 + number), true);
    }
  }
  const { frames, records } = await engine.hand();
  console.info(`${records} tubes of 10: ${frames.length} frames`);
  expect(frames.length).toBeLessThan(10);
  expect(await engine.identify(frames[0]!)).toMatchObject({ what: "handover" });
  expect(await engine.identify(signed("D", tagOf(1)))).toMatchObject({ what: "invitation" });
});
