// @vitest-environment node
/** The drop point: boxes against what the gate gave, the equation of the doors, nothing lost by a killed phone. */
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import type { Bundle, ServerDelivery } from "./bundle";
import { at, building, bundle, homeId, World } from "./testing/world";

const HOUSE = building(0, 6, 1).key;
const TRIP = "0195e6a0-5a00-7000-8000-00000000000a";

function lists(more: Partial<ServerDelivery> = {}): Bundle {
  const trips = [{ id: TRIP, number: 1, building: HOUSE, sent: 3, gave: 3, took: null }];
  const delivery = { id: "0195e6a0-5a00-7000-8000-0000000000d1", title: "蔬菜包", each: 1, per_box: 2, trips, left: [], ...more };
  return { ...bundle([building(0, 6, 1)], "household"), delivery };
}

async function ready(more: Partial<ServerDelivery> = {}) {
  const world = new World(lists(more));
  return { world, ...(await world.ready("sweep")) };
}

test("until somebody counts, what came is not known; then the shortfall is named in boxes", async () => {
  const { engine } = await ready();
  expect(engine.drop(HOUSE)).toMatchObject({ came: null, short: 0, drops: [{ gave: 3, took: null }] });
  await engine.took(TRIP, HOUSE, 2);
  expect(engine.drop(HOUSE)).toMatchObject({ came: 4, short: 1, rest: 4 });
  await engine.took(TRIP, HOUSE, 3); // counted again with whoever is at the gate
  expect(engine.drop(HOUSE)).toMatchObject({ came: 6, short: 0 });
});

test("a lot that was recalled is said at the drop point", async () => {
  const { engine } = await ready({ recalled: "农残超标" });
  expect(engine.drop(HOUSE)!.recalled).toBe("农残超标");
  expect((await ready()).engine.drop(HOUSE)!.recalled).toBe("");
});

test("where the gate has not counted, the paper of the trip stands", async () => {
  const { engine } = await ready({ trips: [{ id: TRIP, number: 1, building: HOUSE, sent: 5, gave: null, took: null }] });
  expect(engine.drop(HOUSE)!.drops[0]!.gave).toBe(5);
});

test("came = at the doors + returned + spoiled + what lies there, whatever is tapped", async () => {
  const { engine } = await ready();
  await engine.took(TRIP, HOUSE, 3);
  const check = () => {
    const book = engine.drop(HOUSE)!;
    expect(book.came).toBe(book.delivered + book.returned + book.spoiled + book.rest);
    return book;
  };
  for (let home = 0; home < 4; home++) {
    await engine.serve([homeId(home)], HOUSE, { handed: "at_the_door" });
    expect(check().delivered).toBe(home + 1);
  }
  await engine.damaged(homeId(4), HOUSE);
  await engine.left(HOUSE, "returned", 1, "不要");
  expect(check()).toMatchObject({ delivered: 4, spoiled: 1, returned: 1, rest: 0, counted: null });
  await engine.left(HOUSE, "on_hand", 2, "");
  await engine.left(HOUSE, "on_hand", 1, "");
  expect(check().counted).toBe(1); // the last count stands, and does not fit: one too many
  expect(engine.attempts(homeId(4)).map((one) => one.outcome)).toEqual(["damaged"]);
});

test("a damaged parcel is taken back as a whole: the attempt and the parcel", async () => {
  const { engine } = await ready();
  await engine.took(TRIP, HOUSE, 3);
  const entries = await engine.damaged(homeId(0), HOUSE);
  expect(await engine.withdraw(entries.map((one) => one.id))).toBe(true);
  expect(engine.drop(HOUSE)).toMatchObject({ spoiled: 0, rest: 6 });
  expect(engine.attempts(homeId(0))).toEqual([]);
});

test("without a network, killed and lost answers: each count reaches the server once, at its own address and clock", async () => {
  const { world, engine, name } = await ready();
  world.server.weather = () => "request lost";
  await engine.took(TRIP, HOUSE, 2);
  await engine.serve([homeId(0)], HOUSE, {});
  await engine.damaged(homeId(1), HOUSE);
  const again = world.phone(name).engine;
  await again.start();
  expect(again.drop(HOUSE)).toMatchObject({ came: 4, short: 1, delivered: 1, spoiled: 1, rest: 2 });
  expect(again.status.unsent).toBe(4);
  world.pass(10_000);
  world.server.weather = (path) => (path.includes("hands") ? "answer lost" : "good");
  await again.sync();
  world.server.weather = () => "good";
  world.pass(70_000);
  await again.sync();
  expect(again.status.unsent).toBe(0);
  expect([...world.server.hands.values()].map((one) => [one["kind"], one["boxes"] ?? one["quantity"]]).sort()).toEqual([["left", 1], ["took", 2]]);
  expect([...world.server.records.values()].map(({ body }) => body["kind"])).toEqual(["proof", "attempt"]);
  expect(again.status.made).toBe(2); // boxes stand in no log of records
});

test("what we sent comes back with the news and is told once; what others wrote is added", async () => {
  const { world, engine } = await ready();
  const entry = await engine.left(HOUSE, "returned", 1, "");
  const told = lists().delivery!;
  world.server.delivery = {
    ...told,
    trips: [{ ...told.trips[0]!, took: 3 }],
    left: [
      { id: entry.id, what: "returned", quantity: 1, building: HOUSE, at: at(0) },
      { id: "other", what: "spoiled", quantity: 2, building: HOUSE, at: at(0) },
      { id: "elsewhere", what: "spoiled", quantity: 9, building: "999999001001010009", at: at(0) },
    ],
  };
  world.pass(70_000);
  await engine.sync();
  expect(engine.drop(HOUSE)).toMatchObject({ came: 6, returned: 1, spoiled: 2, rest: 3 });
});

test("a round that is no delivery has no drop point", async () => {
  const world = new World(bundle([building(0, 2, 1)], "household"));
  const { engine } = await world.ready("sweep");
  expect(engine.drop(HOUSE)).toBeNull();
  await expect(engine.left(HOUSE, "returned", 1, "")).rejects.toMatchObject({ code: "no_delivery" });
});
