// @vitest-environment node
/** A phone that is killed at any moment: whatever it promised is there once after the next start, and sent once. */
import { expect, test } from "vitest";
import { kill, ticks } from "./testing/kill";
import { personId, who, World } from "./testing/world";
import type { Engine } from "./types";

const PLACE = "99999900100101";
const POINTS = 30;

/** A piece of work in which every subject is served once. `kept` gets those whose promise has resolved. */
async function work(engine: Engine, world: World, kept: number[]): Promise<void> {
  const add = async (number: number) => {
    await engine.add(who(number));
    kept.push(number);
  };
  await engine.openTube("T-70001");
  await add(0);
  await add(1);
  await Promise.all([add(2), add(3)]);
  await engine.closeTube();
  await engine.serve([personId(4), personId(5)], PLACE, {}).then(() => kept.push(4, 5));
  world.pass(9000);
  await engine.sync();
  await engine.openTube("T-70002");
  await add(6);
  await engine.sync();
  await engine.closeTube();
  await engine.sync();
}

function servedBy(world: World): string[] {
  return [...world.server.records.values()].flatMap(({ body }) => {
    const people = (body["people"] ?? [body["subject"]]) as (string | { subject: string })[];
    return people.map((one) => (typeof one === "string" ? one : one.subject));
  });
}

/** Runs the work, kills it after so many ticks, starts again, sends everything. Gives true where it was killed in the middle. */
async function life(after: number): Promise<boolean> {
  const world = new World();
  const { engine, name } = await world.ready();
  const kept: number[] = [];
  let isDone = false;
  const working = work(engine, world, kept).then(() => (isDone = true)).catch(() => undefined);
  await ticks(after);
  const wasRunning = !isDone;
  kill(name);
  const promised = [...kept];
  const next = world.phone(name).engine;
  await next.start();
  void working;
  if (next.tube.open) expect(next.tube.open.people.map((one) => one.position)).toEqual(next.tube.open.people.map((_, at) => at + 1));
  await next.closeTube();
  world.pass(70_000);
  await next.sync();
  await next.sync();

  const served = servedBy(world);
  expect(new Set(served).size, `twice, killed after ${after}`).toBe(served.length);
  expect(served, `lost, killed after ${after}`).toEqual(expect.arrayContaining(promised.map(personId)));
  const log = await next.log();
  expect(log.map((entry) => entry.number).sort()).toEqual(log.map((_, at) => at + 1));
  expect(world.server.conflicts).toEqual([]);
  expect(next.status).toMatchObject({ unsent: 0, made: log.length, here: log.length });
  next.stop();
  return wasRunning;
}

test("killed at any moment: nothing is lost and nothing doubled", { timeout: 120_000 }, async () => {
  let length = 8;
  while (await life(length)) length *= 2;
  let killed = 0;
  for (let point = 0; point < POINTS; point++) killed += Number(await life(Math.round((length * point) / POINTS)));
  // a busy machine ends the work in fewer ticks than it was measured with: then more lives end early
  for (let early = 1; killed <= POINTS / 4 && early <= POINTS; early++) killed += Number(await life(early));
  expect(killed).toBeGreaterThan(POINTS / 4); // or the test has missed the work
});

test("a phone killed while it is wiped holds nothing that can be read, and starts empty", async () => {
  for (const after of [0, 1, 2, 4, 8, 16]) {
    const world = new World();
    const { engine, name } = await world.ready();
    const wiping = engine.wipe().catch(() => undefined);
    await ticks(after);
    kill(name);
    const next = world.phone(name).engine;
    await next.start();
    void wiping;
    expect(["welcome", "ready"]).toContain(next.status.phase);
    if (next.status.phase === "welcome") expect(next.buildings).toEqual([]);
    next.stop();
  }
});
