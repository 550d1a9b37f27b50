/** Who is owed what, with what this phone itself has recorded counted in. */
import type { Served } from "./book";
import type { Phone } from "./phone";
import type { Attempt, Building, Door, Id, Tally, Target } from "./types";

/** When somebody was served, by this phone or as the server says. `who`: a subject or "card:" and a tag. */
export function served(phone: Phone, who: string): Served | null {
  const own = phone.book.served(who);
  if (own) return own;
  const target = phone.desk.value.targets.get(who);
  return target?.s === "done" ? { at: target.at ?? "", tube: target.tube || null, here: false } : null;
}

/** Null: nothing is owed and nothing was recorded here. */
export function target(phone: Phone, subject: Id): Target | null {
  const own = phone.book.served(subject);
  if (own) return { state: "done", at: own.at, tube: own.tube, why: "", here: own.here };
  const said = phone.desk.value.targets.get(subject);
  return said ? { state: said.s, at: said.at ?? null, tube: said.tube || null, why: said.why ?? "", here: false } : null;
}

/** The server's and our own, the latest first; what we sent comes back from the server and is told once. */
export function attempts(phone: Phone, subject: Id): Attempt[] {
  const own = phone.book.attempts(subject);
  const known = new Set(own.map((one) => key(one)));
  const said = (phone.desk.value.attempts.get(subject) ?? []).map((one) => ({ ...one, note: one.note ?? "", here: false }));
  const all = [...own, ...said.filter((one) => !known.has(key(one)))];
  return all.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

const key = (one: { outcome: string; at: string }): string => `${one.outcome} ${Date.parse(one.at)}`;

export function tally(phone: Phone, building?: Id): Tally {
  const count = { owed: 0, done: 0, open: 0, excused: 0, doors: 0, doors_whole: 0 };
  const desk = phone.desk.value;
  const unit = phone.status.round?.obligation.unit ?? "person";
  const wanted = desk.buildings.filter((one) => !building || one.key === building);
  for (const group of unit === "place" ? places(phone, building) : doors(wanted, unit)) addGroup(phone, group, count);
  return count;
}

function* doors(buildings: readonly Building[], unit: string): Generator<Id[]> {
  for (const building of buildings) for (const door of building.doors) yield unit === "household" ? [door.home] : ids(door);
}

const ids = (door: Door): Id[] => door.people.map((person) => person.id);

function* places(phone: Phone, building?: Id): Generator<Id[]> {
  for (const one of phone.desk.value.premises) if (!building || one.building === building) yield [one.id];
}

/** Released is no longer ours: it counts nowhere. */
function addGroup(phone: Phone, group: readonly Id[], count: Tally): void {
  const states = group.flatMap((subject) => stateOf(phone, subject) ?? []);
  if (!states.length) return;
  for (const state of states) count[state] += 1;
  count.owed += states.length;
  count.doors += 1;
  if (!states.includes("open")) count.doors_whole += 1;
}

function stateOf(phone: Phone, subject: Id): "done" | "open" | "excused" | null {
  const said = phone.desk.value.targets.get(subject);
  if (!said) return null;
  if (phone.book.served(subject)) return "done";
  return said.s === "released" ? null : said.s;
}
