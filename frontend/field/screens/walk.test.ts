import { expect, test } from "vitest";
import type { Attempt, Building, Door, Person, Target } from "../engine/types";
import { day } from "../words/time";
import { againAt, visits, walk, type Reads } from "./walk";

const person = (id: string): Person => ({
  id,
  name: `王*${id}`,
  initials: "",
  age: 40,
  tags: [],
  tel: "",
  tail: "",
  doc: "",
  card: "",
  short: "",
});
const door = (room: string, ...ids: string[]): Door => ({
  home: `h${room}`,
  stair: 1,
  floor: 1,
  room,
  card: "",
  short: "",
  people: ids.map(person),
});
const building: Building = {
  key: "b",
  name: "3号楼",
  compound: "",
  doors: [door("1102", "a", "b"), door("1101", "c"), door("101", "d")],
};
const open: Target = { state: "open", at: null, tube: null, why: "", here: false };
const attempt = (subject: string, hhmm: string, more: Partial<Attempt> = {}): Attempt => ({
  subject,
  outcome: "nobody_home",
  at: new Date(2026, 10, 22, Number(hhmm.slice(0, 2)), Number(hhmm.slice(3))).toISOString(),
  note: "",
  here: true,
  ...more,
});

function reads(targets: Record<string, Target>, tries: Attempt[] = []): Reads {
  return { target: (id) => targets[id] ?? null, attempts: (id) => tries.filter((one) => one.subject === id) };
}
const rooms = (stops: { title: string }[]) => stops.map((stop) => stop.title);

test("doors stay in walking order; the gap is whoever is open", () => {
  const way = walk(
    building,
    [],
    "person",
    reads({ a: open, b: { ...open, state: "done" }, c: open, d: { ...open, state: "done" } }),
  );
  expect(rooms(way.first)).toEqual(["1102", "1101"]);
  expect(way.first[0]).toMatchObject({ owed: 2, done: 1 });
  expect(rooms(way.whole)).toEqual(["101"]);
});

test("excused and released people leave no gap, and a door where nobody is owed is no gap either", () => {
  const way = walk(
    building,
    [],
    "person",
    reads({ a: { ...open, state: "excused" }, b: { ...open, state: "released" } }),
  );
  expect(way.first).toEqual([]);
  expect(rooms(way.whole)).toEqual(["1102", "1101", "101"]);
  expect(way.whole.every((stop) => stop.owed === 0)).toBe(true);
});

test("a door sinks to the second visit only when everybody open there was tried", () => {
  const targets = { a: open, b: open, c: open };
  expect(rooms(walk(building, [], "person", reads(targets, [attempt("a", "09:50")])).first)).toEqual(["1102", "1101"]);
  const way = walk(building, [], "person", reads(targets, [attempt("a", "09:50"), attempt("b", "09:50")]));
  expect(rooms(way.first)).toEqual(["1101"]);
  expect(rooms(way.again)).toEqual(["1102"]);
});

test("a call that nobody answered does not sink a door: it is still to be visited", () => {
  const way = walk(building, [], "person", reads({ c: open }, [attempt("c", "09:50", { outcome: "no_answer" })]));
  expect(rooms(way.first)).toEqual(["1101"]);
});

test("an hour later, up to the half hour; or when they said", () => {
  const at = (tries: Attempt[]) => againAt(tries)?.toTimeString().slice(0, 5);
  expect(at([attempt("a", "14:22")])).toBe("15:30");
  expect(at([attempt("a", "14:00")])).toBe("15:00");
  expect(at([attempt("a", "14:22", { outcome: "later", note: "18:30 回来" })])).toBe("18:30");
  expect(at([attempt("a", "14:22", { outcome: "later", note: "back at 18:30" })])).toBe("18:30");
  expect(againAt([])).toBeNull();
});

test("on the day that they said: in its morning where no hour was named, next year where it is over", () => {
  const at = (note: string, made = "2022-12-30T14:22:00") =>
    againAt([{ ...attempt("a", "14:22", { outcome: "away", note }), at: made }])?.toString().slice(4, 21);
  expect(at("12月31日 回来")).toBe("Dec 31 2022 08:00");
  expect(at("1月2日 18:30 回来")).toBe("Jan 02 2023 18:30");
  expect(at("back 2 Jan 18:30")).toBe("Jan 02 2023 18:30");
  expect(at("12月30日 16:00 回来")).toBe("Dec 30 2022 16:00");
});

test("who comes back in some days stands behind those of today", () => {
  const later = attempt("d", "09:50", { outcome: "away", note: `${day(new Date(Date.now() + 3 * 86_400_000))} 回来` });
  const way = walk(building, [], "person", reads({ c: open, d: open }, [later, attempt("c", "11:15")]));
  expect(rooms(way.again)).toEqual(["1101", "101"]);
});

test("second visits stand in the order of their times", () => {
  const way = walk(building, [], "person", reads({ c: open, d: open }, [attempt("c", "11:15"), attempt("d", "09:50")]));
  expect(rooms(way.again)).toEqual(["101", "1101"]);
});

test("a household is one subject, a shop another", () => {
  const way = walk(building, [], "household", reads({ h1102: open, h1101: { ...open, state: "done" } }));
  expect(way.first.map((stop) => stop.open.map((one) => one.id))).toEqual([["h1102"]]);
  const shops = walk(
    building,
    [
      { id: "s", name: "谷雨便利店", building: "b" },
      { id: "t", name: "别处", building: "x" },
    ],
    "place",
    reads({ s: open, t: open }),
  );
  expect(rooms(shops.first)).toEqual(["谷雨便利店"]);
});

test("visits of one outcome share their word, and two people tried at once are one visit", () => {
  const tries = [
    attempt("a", "08:40"),
    attempt("b", "08:40"),
    attempt("a", "11:15"),
    attempt("a", "12:00", { outcome: "refused", note: "怕冷" }),
  ];
  expect(visits(tries)).toMatchObject([
    { outcome: "nobody_home", times: [tries[0]!.at, tries[2]!.at] },
    { outcome: "refused", notes: ["怕冷"] },
  ]);
});
