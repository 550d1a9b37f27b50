// @vitest-environment node
/** The end of a shift and wiping: lists go at once, records only when the server has them. */
import "fake-indexeddb/auto";
import { Dexie } from "dexie";
import { expect, test } from "vitest";
import { personId, signed, tagOf, who, World } from "./testing/world";

const PLACE = "99999900100101";
const HOUR = 3_600_000;

test("at the end of the shift the list goes at once, the open tube is kept, and all goes when it is sent", async () => {
  const world = new World();
  const { engine, name } = await world.ready();
  await engine.openTube("T-70001");
  await engine.add(who(0));
  world.server.weather = () => "request lost";
  world.pass(8 * HOUR);
  await engine.sync();
  expect(engine.status).toMatchObject({ phase: "over", unsent: 1, bundle_at: null });
  expect(engine.buildings).toEqual([]);
  expect(engine.tube.open).toBeNull();

  const next = world.phone(name).engine;
  await next.start();
  expect(next.status).toMatchObject({ phase: "over", unsent: 1 });
  world.server.weather = () => "good";
  await next.sync();
  expect(world.server.records.size).toBe(1);
  expect(next.status.phase).toBe("wiped");
  expect([...world.server.devices.values()]).toMatchObject([{ wiped: true }]);
  expect(await Dexie.exists(name)).toBe(false);
});

test("a killed phone that starts after its shift holds no list", async () => {
  const world = new World();
  const { name } = await world.ready();
  world.pass(9 * HOUR);
  const { engine } = world.phone(name);
  await engine.start();
  expect(engine.buildings).toEqual([]);
  expect(engine.status.phase).toBe("over");
});

test("a phone whose clock is behind hears from the server that its shift is over", async () => {
  const world = new World();
  const { name } = await world.ready();
  world.pass(9 * HOUR);
  const { engine } = world.phone(name, -9 * HOUR);
  await engine.start();
  expect(engine.status.phase).toBe("ready");
  await engine.sync();
  await engine.sync();
  expect(engine.status.phase).toBe("wiped");
});

test("a shift that is made longer goes on", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  await engine.serve([personId(0)], PLACE, {});
  world.server.weather = () => "request lost";
  world.pass(8 * HOUR + 1000);
  await engine.sync();
  expect(engine.status.phase).toBe("over");
  for (const known of world.server.devices.values()) known.ends_at = new Date(world.ms + HOUR).toISOString();
  world.server.weather = () => "good";
  await engine.sync();
  expect(engine.status.phase).toBe("ready");
  await engine.sync();
  expect(engine.buildings).toHaveLength(2);
  expect(world.server.records.size).toBe(1);
});

test("the server asks to wipe: what is unsent goes first", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  await engine.serve([personId(0)], PLACE, {});
  world.server.wipe = true;
  world.pass(61_000);
  await engine.sync();
  expect(world.server.records.size).toBe(1);
  expect(engine.status.phase).toBe("wiped");
  const { path, body } = world.server.requests.slice(-1)[0]!;
  expect(path).toBe("/api/v1/field/wiped");
  expect(body).toMatchObject({ made: 1, unsent: 0 });
});

test("a malformed record is not wiped before somebody has looked at it", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  const [entry] = await engine.serve([personId(0)], PLACE, {});
  world.server.malformed = () => "place: outside your areas";
  world.server.wipe = true;
  world.pass(61_000);
  await engine.sync();
  await engine.sync();
  expect(engine.status.phase).toBe("over");
  await expect(engine.wipe()).rejects.toMatchObject({ code: "unsent" });
  await engine.looked([entry!.id]);
  await engine.sync();
  expect(engine.status.phase).toBe("wiped");
});

test("nobody can wipe what only this phone has", async () => {
  const world = new World();
  const { engine } = await world.ready();
  await engine.openTube("T-70001");
  await engine.add(who(0));
  await expect(engine.wipe()).rejects.toMatchObject({ code: "unsent" });
  await engine.closeTube();
  await expect(engine.wipe()).rejects.toMatchObject({ code: "unsent" });
  await engine.hand();
  await expect(engine.wipe()).rejects.toMatchObject({ code: "unsent" }); // shown, but nobody said that it was taken
  await engine.sync();
  await engine.wipe();
  expect(engine.status.phase).toBe("wiped");
  expect(engine.status.made).toBe(0);
});

test("a key that was revoked: the shift ends all the same, and nothing that is unsent is lost", async () => {
  const world = new World();
  const { engine } = await world.ready("sweep");
  const [entry] = await engine.serve([personId(0)], PLACE, {});
  world.server.devices.clear();
  world.pass(9 * HOUR);
  await engine.sync();
  await engine.sync();
  expect(engine.status).toMatchObject({ phase: "over", asks_new_key: true, unsent: 1 });
  await engine.enrol(signed("D", tagOf(5)));
  await engine.sync();
  expect(world.server.records.has(entry!.id)).toBe(true);
});

test("after a wipe the phone is a new one", async () => {
  const world = new World();
  const { engine } = await world.ready();
  const [first] = [...world.server.devices.values()];
  await engine.wipe();
  await engine.enrol(signed("D", tagOf(5)));
  expect(engine.status).toMatchObject({ phase: "ready", made: 0 });
  expect([...world.server.devices.values()].slice(-1)[0]!.uuid).not.toBe(first!.uuid);
});
