// @vitest-environment node
/** Phones and a server in bad weather: in the end each record is there once, and both sides count the same. */
import { describe, expect, test } from "vitest";
import type { Weather } from "./testing/server";
import { homeId, personId, who, World } from "./testing/world";
import { nextBatch } from "./send";
import { waitFor } from "./sync";
import type { Item } from "./rows";
import type { Engine } from "./types";

const PLACE = "99999900100101";
const HOUR = 3_600_000;

/** Numbers that look random and are the same every time (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function work(engine: Engine, world: World, chance: () => number, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    world.pass(1000 + Math.floor(chance() * 20_000));
    const subject = Math.floor(chance() * 24);
    const what = chance();
    if (what < 0.15) await engine.openTube(`T-${70_001 + Math.floor(chance() * 400)}`);
    else if (what < 0.7) await engine.add(who(subject), chance() < 0.3);
    else if (what < 0.75) await engine.undo(1);
    else if (what < 0.85) await engine.serve([personId(subject)], PLACE, {});
    else if (what < 0.9) await engine.attempt([homeId(subject % 6)], PLACE, "asleep", "");
    else if (what < 0.95) await withdrawOne(engine);
    else await engine.closeTube();
    if (chance() < 0.2) await engine.sync();
  }
}

async function withdrawOne(engine: Engine): Promise<void> {
  const [waiting] = (await engine.log()).filter((entry) => entry.state === "waiting" && entry.kind === "proof");
  if (waiting) await engine.withdraw([waiting.id]);
}

async function untilSent(engine: Engine, world: World): Promise<void> {
  await engine.closeTube();
  for (let round = 0; round < 10 && (round < 2 || engine.status.unsent); round++) {
    world.pass(61_000);
    await engine.sync();
  }
}

const WEATHERS: Weather[] = ["good", "good", "request lost", "answer lost", "busy", "gateway", "portal", "forgets some"];

describe.each([1, 2, 3, 4, 5, 6])("three phones in bad weather, seed %i", (seed) => {
  test("the server holds each id once, the books agree", async () => {
    const world = new World();
    const chance = chanceOf(seed);
    const phones = [await world.ready("desk", 0), await world.ready("sweep", 7 * 60_000), await world.ready("desk", -3 * HOUR / 2)];
    world.server.weather = () => WEATHERS[Math.floor(chance() * WEATHERS.length)] ?? "good";
    await Promise.all(phones.map(({ engine }) => work(engine, world, chance, 40)));
    world.server.weather = () => "good";
    for (const { engine } of phones) await untilSent(engine, world);

    const logs = await Promise.all(phones.map(({ engine }) => engine.log(10_000)));
    const made = logs.flat().filter((entry) => entry.state !== "void");
    expect(made.map((entry) => entry.state).filter((state) => state !== "sent")).toEqual([]);
    expect(new Set(world.server.records.keys())).toEqual(new Set(made.map((entry) => entry.id)));
    expect(world.server.conflicts).toEqual([]);
    phones.forEach(({ engine }, index) => {
      const log = logs[index]!;
      const voids = log.filter((entry) => entry.state === "void").length;
      expect(log.map((entry) => entry.number).sort((a, b) => a - b)).toEqual(log.map((_, at) => at + 1));
      expect(engine.status).toMatchObject({ unsent: 0, made: log.length, here: log.length - voids });
    });
  });
});

test("a batch is at most 100 records, of one clock and one address", () => {
  const item = (index: number, more: Partial<Item> = {}) =>
    ({ id: String(index), kind: "proof", shift: null, body: { id: String(index), seen_at: "", note: "x".repeat(10) }, ...more }) as Item;
  const many = Array.from({ length: 250 }, (_, index) => item(index));
  expect(nextBatch(many)).toHaveLength(100);
  expect(nextBatch([item(0, { shift: 5 }), item(1), item(2, { shift: 5 })]).map((one) => one.id)).toEqual(["0", "2"]);
  expect(nextBatch([item(0), item(1, { kind: "count" })])).toHaveLength(1);
  const large = { id: "", seen_at: "", note: "字".repeat(150_000) };
  expect(nextBatch([item(0, { body: large }), item(1, { body: large }), item(2, { body: large })])).toHaveLength(2);
  expect(nextBatch([])).toEqual([]);
});

test("waits grow, keep to what was asked, end at a minute, and differ from phone to phone", () => {
  expect([1, 2, 3, 10, 50].map((fails) => waitFor(fails, 0, 0))).toEqual([2000, 4000, 8000, 60_000, 60_000]);
  expect(waitFor(1, 30_000, 0)).toBe(30_000);
  expect(waitFor(1, 0, 1)).toBe(2500);
});

test("one record that the server can't read is found by halves; the others go through (trap 3)", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  const entries = await engine.serve(Array.from({ length: 24 }, (_, number) => personId(number)), PLACE, {});
  const bad = entries[13]!.id;
  world.server.unreadable = (body) => body["id"] === bad;
  world.pass(9000);
  await engine.sync();
  expect(world.server.records.size).toBe(23);
  expect((await engine.log()).find((entry) => entry.id === bad)).toMatchObject({ state: "malformed", why: "不是一批" });
  expect(engine.status).toMatchObject({ unsent: 0, flagged: 1 });
});

test("a malformed record stays and can go once more; flags come back to who made the record", async () => {
  const world = new World();
  const { engine, name } = await world.ready("sweep");
  const [one, two, late] = await engine.serve([0, 1, 2].map(personId), PLACE, {});
  world.server.malformed = (body) => (body["id"] === one!.id ? "place: outside your areas" : "");
  world.server.flags = (body) => (body["id"] === two!.id ? ["duplicate_person"] : body["id"] === late!.id ? ["late", "clock_skew"] : []);
  world.pass(9000);
  await engine.sync();
  expect(engine.status.flagged).toBe(2);
  const again = world.phone(name).engine;
  await again.start();
  const find = async (id: string) => (await again.log()).find((entry) => entry.id === id)!;
  expect(await find(one!.id)).toMatchObject({ state: "malformed", why: "place: outside your areas" });
  expect(await find(two!.id)).toMatchObject({ state: "sent", flags: ["duplicate_person"] });
  await again.looked([two!.id]);
  expect(again.status.flagged).toBe(1);
  world.server.malformed = () => "";
  await again.retry([one!.id]);
  await again.sync();
  expect(world.server.records.has(one!.id)).toBe(true);
  expect(again.status).toMatchObject({ flagged: 0, unsent: 0 });
});

test("an outcome that nobody knows names nothing", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  world.server.outcome = "perhaps";
  await engine.serve([personId(0)], PLACE, {});
  world.pass(9000);
  await engine.sync();
  expect(engine.status).toMatchObject({ unsent: 1, online: false });
});

test("401 keeps the records; a new invitation goes on with them and with the numbers", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  await engine.serve([personId(0)], PLACE, {});
  world.server.devices.clear();
  world.pass(9000);
  await engine.sync();
  expect(engine.status).toMatchObject({ asks_new_key: true, unsent: 1, online: true });
  await engine.enrol("WJ1:DNEW");
  expect(engine.status).toMatchObject({ asks_new_key: false, unsent: 1 });
  await engine.serve([personId(1)], PLACE, {});
  world.pass(9000);
  await engine.sync();
  expect(world.server.records.size).toBe(2);
  expect(engine.status).toMatchObject({ made: 2, here: 2, unsent: 0 });
});

test("a server that has lost a record gets it once more", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  const [entry, kept] = await engine.serve([personId(0), personId(1)], PLACE, {});
  world.pass(9000);
  await engine.sync();
  world.server.records.delete(entry!.id);
  await engine.attempt([personId(2)], PLACE, "asleep", "");
  world.pass(9000);
  await engine.sync();
  await engine.sync();
  expect([...world.server.records.keys()]).toEqual(expect.arrayContaining([entry!.id, kept!.id]));
});

test("the skew is measured, and the true time of what was made can be told from it", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep", -11 * 60_000);
  const [entry] = await engine.serve([personId(0)], PLACE, {});
  const truth = world.ms;
  world.pass(2 * HOUR);
  await engine.sync();
  expect(engine.status.skew_ms).toBe(11 * 60_000);
  expect(world.server.records.get(entry!.id)!.seen).toBe(truth);
});

test("the bundle is not fetched again while it is the same, and is when a flag says that it is old", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  const asked = () => world.server.requests.filter((one) => one.path.endsWith("bundle")).length;
  await engine.refresh();
  expect(asked()).toBe(2);
  expect(engine.buildings).toHaveLength(2);
  world.server.flags = () => ["merged"];
  await engine.serve([personId(0)], PLACE, {});
  world.pass(9000);
  await engine.sync();
  expect(asked()).toBe(3);
});

test("1,000 records go in batches, and a log of many blocks is told by hashes alone once it is known", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  for (let round = 0; round < 10; round++) await engine.serve(Array.from({ length: 100 }, () => personId(round)), PLACE, {});
  world.pass(9000);
  await engine.sync();
  expect(world.server.records.size).toBe(1000);
  await engine.serve([personId(1)], PLACE, {});
  world.pass(9000);
  await engine.sync();
  const last = world.server.requests.filter((one) => one.path.endsWith("log")).slice(-1)[0]!;
  const spans = last.body!["spans"] as { first: number; ids?: string[] }[];
  expect(spans).toHaveLength(16);
  expect(spans.filter((span) => span.ids).map((span) => span.first)).toEqual([961]);
  expect(engine.status.here).toBe(1001);
});

test("a phone that may not count does not hold up its records", async () => {
  const world = new World();
  const { fetch } = world.server;
  const refusing: typeof fetch = async (path, call) =>
    String(path).endsWith("counts") ? new Response(JSON.stringify({ code: "access.denied", title: "不行" }), { status: 403 }) : fetch(path, call);
  Object.assign(world.server, { fetch: refusing });
  const { engine: again } = await world.ready("sweep");
  await again.count("queue", 4);
  await again.serve([personId(1)], PLACE, {});
  world.pass(9000);
  await again.sync();
  expect([...world.server.records.values()].map(({ body }) => body["subject"])).toEqual([personId(1)]);
  expect((await again.log()).find((entry) => entry.kind === "count")).toMatchObject({ state: "malformed", why: "不行" });
});

test("a log of more blocks than one call takes is told in several", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  for (let round = 0; round < 10; round++) await engine.serve(Array.from({ length: 460 }, () => personId(round % 20)), PLACE, {});
  world.pass(9000);
  await engine.sync();
  const calls = world.server.requests.filter((one) => one.path.endsWith("log"));
  const given = calls.map((one) => (one.body!["spans"] as { ids?: string[] }[]).flatMap((span) => span.ids ?? []).length);
  expect(Math.max(...given)).toBeLessThanOrEqual(5000);
  expect(given.length).toBe(2);
  expect(engine.status.here).toBe(4600);
}, 30_000);
