// @vitest-environment node
/** The engine left to itself: timers and the network's return. */
import { afterEach, expect, test, vi } from "vitest";
import { personId, signed, tagOf, who, World } from "./testing/world";
import type { Engine } from "./types";

const PLACE = "99999900100101";
const started: Engine[] = [];
afterEach(() => started.splice(0).forEach((engine) => engine.stop()));

async function running(world: World): Promise<Engine> {
  const { engine } = world.phone(undefined, 0, { auto: true });
  started.push(engine);
  await engine.start();
  await engine.enrol(signed("D", tagOf(world.server.invite("desk"))));
  return engine;
}

test("a tube is sent by itself soon after it was closed", async () => {
  const world = new World();
  const engine = await running(world);
  await engine.openTube("T-70001");
  await engine.add(who(0));
  await engine.closeTube();
  await vi.waitFor(() => expect(engine.status).toMatchObject({ unsent: 0, here: 1 }), 3000);
});

test("a tick at a door is sent by itself when it can't be taken back any more", async () => {
  const world = new World();
  const engine = await running(world);
  await engine.serve([personId(0)], PLACE, {});
  expect(engine.status.unsent).toBe(1);
  world.pass(8000);
  await engine.openTube("T-70001");
  await engine.add(who(1));
  await engine.closeTube(); // wakes it; the timers of this test run by true time
  await vi.waitFor(() => expect(world.server.records.size).toBe(2), 3000);
});

test("without a network it goes on by itself when the network is back", async () => {
  const world = new World();
  const engine = await running(world);
  world.server.weather = () => "request lost";
  await engine.openTube("T-70001");
  await engine.add(who(0));
  await engine.closeTube();
  await vi.waitFor(() => expect(engine.status.offline_since).not.toBeNull(), 3000);
  world.server.weather = () => "good";
  await vi.waitFor(() => expect(engine.status).toMatchObject({ online: true, unsent: 0 }), 6000);
});

test("rounds do not pile up: who asks while one runs gets the next", async () => {
  const world = new World();
  const { engine } = await world.ready();
  await engine.openTube("T-70001");
  await engine.add(who(0));
  const first = engine.sync();
  await engine.closeTube();
  await Promise.all([first, engine.sync(), engine.sync()]);
  expect(world.server.records.size).toBe(1);
  expect([...world.server.records.values()][0]!.times).toBe(1);
});
