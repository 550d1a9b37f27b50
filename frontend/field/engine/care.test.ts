// @vitest-environment node
/** A carer's list: the ladder as the server will have it, who comes first, and nothing lost by a killed phone. */
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { climbOf, inOrder, nextCheck } from "./care";
import { freshen, namesStrangers, type Bundle, type ServerCared, type ServerCheck } from "./bundle";
import { at, building, bundle, personId, World } from "./testing/world";
import type { Cared, CareTry, Climb } from "./types";

const LIMITS = { retry: 90, second: 15, door: 15 };
const miss = (when: string, outcome: CareTry["outcome"] = "no_answer"): CareTry => ({ round: 31, outcome, at: when, here: true });
const clock = (minutes: number) => at(minutes / 60);

function check(round: number, due: number, more: Partial<ServerCheck> = {}): ServerCheck {
  return { round, code: "welfare_call", name: "每日联系", name_en: "Daily call", opens_at: at(0), due_at: at(due), s: "open", ...more };
}

function row(number: number, more: Partial<ServerCared> = {}): ServerCared {
  return {
    person: personId(number), carer: "陆满", backup: "华小暑", second: false, checks: [check(31, 3), check(32, 9, { code: "equipment", what: "换水" })],
    tried: [], ladder: null, card: { medicine: "华法林" }, ...more,
  };
}

function lists(...people: ServerCared[]): Bundle {
  return { ...bundle([building(0, 3, 1)]), round: null, targets: {}, care: { limits: LIMITS, people } };
}

async function ready(...people: ServerCared[]) {
  const world = new World(lists(...people));
  return { world, ...(await world.ready("care")) };
}

test("a first miss gives 90 minutes, a second a quarter of an hour for the second person, knocking again buys none", () => {
  const first = climbOf(null, [miss(clock(0))], [], LIMITS);
  expect(first).toMatchObject({ rung: "first", next: "retry", due_at: clock(90) });
  const second = climbOf(null, [miss(clock(0)), miss(clock(60))], [], LIMITS);
  expect(second).toMatchObject({ rung: "retry", next: "second", due_at: clock(75) });
  const third = climbOf(null, [miss(clock(0)), miss(clock(60)), miss(clock(70))], [], LIMITS);
  expect(third?.due_at).toBe(clock(75));
});

test("only what says nothing of the person is a miss", () => {
  expect(climbOf(null, [miss(clock(0), "later"), miss(clock(5), "reached"), miss(clock(9), "refused")], [], LIMITS)).toBeNull();
  expect(climbOf(null, [miss(clock(0), "asleep")], [], LIMITS)?.rung).toBe("first");
});

test("seen and well ends it; seen in need leaves the outcome to the desk", () => {
  expect(climbOf(null, [miss(clock(0))], [{ at: clock(20), said: "well" }], LIMITS)).toBeNull();
  expect(climbOf(null, [], [{ at: clock(20), said: "needs_help" }], LIMITS)).toMatchObject({ rung: "first", next: "", result: "met" });
});

test("what the server has written stands, only what came after it is added", () => {
  const told: Climb = { rung: "retry", next: "second", due_at: clock(105), at: clock(90), life: false, result: "no_answer" };
  expect(climbOf(told, [miss(clock(0)), miss(clock(90))], [], LIMITS)).toEqual(told);
  expect(climbOf(told, [miss(clock(95))], [], LIMITS)).toMatchObject({ next: "second", due_at: clock(105), at: clock(95) });
  const life: Climb = { ...told, next: "ambulance", life: true, result: "threat" };
  expect(climbOf(life, [miss(clock(95))], [{ at: clock(99), said: "well" }], LIMITS)).toEqual(life);
});

test("whatever the order of knocks, the limit is that of the rung's first, and never earlier than the rung before", () => {
  for (let round = 0; round < 200; round++) {
    const times = Array.from({ length: 1 + (round % 5) }, (_, n) => (n * 37 * (round + 3)) % 240).sort((a, b) => a - b);
    const climb = climbOf(null, times.map((minutes) => miss(clock(minutes))), [], LIMITS)!;
    const first = times[0]!;
    const second = times[1];
    const due = second === undefined ? first + 90 : second + 15;
    expect(climb.due_at, String(times)).toBe(clock(due));
    expect(climb.rung).toBe(second === undefined ? "first" : "retry");
  }
});

test("life first, then who was not heard of, then the hour that passed, then the nearest; second persons below", async () => {
  const life: Climb = { rung: "first", next: "ambulance", due_at: clock(30), at: clock(29), life: true, result: "threat" };
  const { engine } = await ready(
    row(0, { checks: [check(31, 5)] }), row(1, { checks: [check(31, 5)], second: true }),
    row(2, { checks: [check(31, -1)] }),
  );
  const [later, second, passed] = engine.care as [Cared, Cared, Cared];
  const climbing: Cared = { ...later, climb: { ...life, life: false, next: "retry" } };
  const dying: Cared = { ...later, climb: life };
  const served: Cared = { ...later, checks: [{ ...later.checks[0]!, state: "done" }] };
  const order = inOrder([served, second, later, passed, climbing, dying], Date.parse(at(0)));
  expect(order).toEqual([dying, climbing, passed, later, served, second]);
});

test("without a network a tap counts at once, survives a killed phone, and reaches the server once under its own round", async () => {
  const { world, engine, name } = await ready(row(0), row(1));
  world.server.weather = () => "request lost";
  const place = engine.buildings[0]!.key;
  expect(nextCheck(engine.care[0]!)?.round).toBe(31);
  await engine.serve([personId(0)], place, { state: "well" }, 31);
  await engine.attempt([personId(1)], place, "no_answer", "", 31);
  expect(nextCheck(engine.care[0]!)?.round).toBe(32); // the water at its own hour is still owed
  expect(engine.care[1]!.climb).toMatchObject({ next: "retry", due_at: new Date(world.ms + 90 * 60_000).toISOString() });

  const again = world.phone(name).engine;
  await again.start();
  expect(again.care[0]!.checks.map((one) => [one.round, one.state, one.said])).toEqual([[31, "done", "well"], [32, "open", ""]]);
  expect(again.care[1]!.tries).toHaveLength(1);
  expect(again.care[1]!.card).toEqual({ medicine: "华法林" });
  world.pass(10_000);
  world.server.weather = () => "answer lost";
  await again.sync();
  world.server.weather = () => "good";
  world.pass(70_000);
  await again.sync();
  const kept = [...world.server.records.values()].map(({ body }) => [body["kind"], body["round"], body["subject"]]);
  expect(kept).toEqual([["proof", 31, personId(0)], ["attempt", 31, personId(1)]]);
  expect(world.server.conflicts).toEqual([]);
  expect(again.status.unsent).toBe(0);
});

test("an undone tap is open again", async () => {
  const { engine } = await ready(row(0));
  const [entry] = await engine.serve([personId(0)], engine.buildings[0]!.key, { state: "well" }, 31);
  expect(nextCheck(engine.care[0]!)?.round).toBe(32);
  expect(await engine.withdraw([entry!.id])).toBe(true);
  expect(nextCheck(engine.care[0]!)?.round).toBe(31);
});

test("what was tried before a ladder that has ended begins none", async () => {
  const { engine } = await ready(row(0, { tried: [{ round: 31, outcome: "no_answer", at: at(-1) }], ended_at: at(-0.5) }));
  expect(engine.care[0]!.climb).toBeNull();
});

test("the news bring states and no card: the card stays, who was handed over goes, who is new waits for the bundle", () => {
  const known = lists(row(0), row(1));
  const { card: _card, ...fresh } = row(0, { checks: [check(31, 3, { s: "done", at: at(1), said: "well" })] });
  const news = { at: at(1), wipe: false, care: { limits: LIMITS, people: [fresh, row(2)] } };
  const people = freshen(known, news).care!.people;
  expect(people.map((one) => [one.person, one.checks[0]!.s, one.card])).toEqual([[personId(0), "done", { medicine: "华法林" }]]);
  expect(namesStrangers(known, news)).toBe(true);
  expect(freshen(known, { at: at(1), wipe: false }).care).toEqual(known.care);
});

test("at the end of the shift the cards go with the list", async () => {
  const { world, engine } = await ready(row(0));
  world.pass(9 * 3_600_000);
  await engine.sync();
  expect(engine.care).toEqual([]);
});

test("every morning of the server's own rules stands here as it does there", async () => {
  const { default: vectors } = await import("./ladder.json");
  const nine = (minutes: number) => new Date(Date.parse("2022-03-21T01:00:00Z") + minutes * 60_000).toISOString();
  for (const { events, climb } of vectors.mornings as { events: { at: number; outcome?: string; said?: string }[]; climb: Record<string, unknown> | null }[]) {
    const tries = events.flatMap((one) => (one.outcome ? [miss(nine(one.at), one.outcome as CareTry["outcome"])] : []));
    const seen = events.flatMap((one) => (one.said === undefined ? [] : [{ at: nine(one.at), said: one.said }]));
    const found = climbOf(null, tries, seen, vectors.limits);
    const told = found && { rung: found.rung, next: found.next, result: found.result };
    expect(told, JSON.stringify(events)).toEqual(climb && { rung: climb["rung"], next: climb["next"], result: climb["result"] });
    if (climb?.["next"]) expect(found!.due_at, JSON.stringify(events)).toBe(nine(Number(climb["due"])));
  }
});
