/** A carer's list with what this phone itself has recorded counted in, and the ladder as it will stand at the server. */
import type { ServerCare, ServerCared, ServerCheck } from "./bundle";
import { moment } from "./moments";
import type { Phone } from "./phone";
import type { CareCheck, Cared, CareTry, Climb, Moment, Outcome } from "./types";

const MISSED: readonly Outcome[] = ["nobody_home", "no_answer", "wrong_number", "asleep"]; // say nothing of the person
const OUTCOME_MINUTES = 30; // after somebody was met

type Limits = ServerCare["limits"];

/** Somebody was met. */
export interface Seen {
  at: Moment;
  said: string; // "" or "well": well
}

export function cared(phone: Phone): Cared[] {
  const told = phone.desk.value.bundle?.care;
  return told ? told.people.flatMap((row) => personOf(phone, row, told.limits)) : [];
}

function personOf(phone: Phone, row: ServerCared, limits: Limits): Cared[] {
  const found = phone.desk.value.people.get(row.person);
  if (!found) return [];
  const checks = row.checks.map((check) => checkOf(phone, row.person, check));
  const tries = triesOf(row, phone.book.tries(row.person));
  const seen = checks.flatMap((one) => (one.state === "done" && one.at ? [{ at: one.at, said: one.said }] : []));
  const climb = climbOf(row.ladder, since(tries, row.ended_at), since(seen, row.ended_at), limits);
  const { carer, backup, second } = row;
  return [{ found, carer, backup, second, checks, tries, climb, card: row.card ?? {}, guides: row.guides ?? [] }];
}

function checkOf(phone: Phone, person: string, told: ServerCheck): CareCheck {
  const own = phone.book.checked(told.round, person);
  const { round, code, name, name_en, opens_at, due_at } = told;
  const base = { round, code, name, name_en, opens_at, due_at, what: told.what ?? "" };
  if (own) return { ...base, state: "done", at: own.at, said: own.said, here: own.here };
  return { ...base, state: told.s, at: told.at ?? null, said: told.said ?? "", here: false };
}

/** The server's and our own; what we sent comes back from the server and is told once. Oldest first. */
function triesOf(row: ServerCared, own: readonly CareTry[]): CareTry[] {
  const name = (one: { round: number; outcome: string; at: Moment }) => `${one.round} ${one.outcome} ${Date.parse(one.at)}`;
  const known = new Set(own.map(name));
  const told = row.tried.filter((one) => !known.has(name(one))).map((one) => ({ ...one, here: false }));
  return [...own, ...told].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

const since = <T extends { at: Moment }>(all: readonly T[], at: Moment | null | undefined): T[] =>
  all.filter((one) => !at || Date.parse(one.at) > Date.parse(at));

/**
 * The ladder of trap 21: a first miss begins it, a second is its retry, being met ends it or leaves the outcome to the desk.
 * What is told by the server stands; only what came after its last step is added. Knocking once more buys no time.
 */
export function climbOf(told: Climb | null, tries: readonly CareTry[], seen: readonly Seen[], limits: Limits): Climb | null {
  const misses = tries.filter((one) => MISSED.includes(one.outcome)).map(({ at }) => ({ at, said: null }));
  const events = [...misses, ...seen].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const after = told ? since(events, told.at) : events;
  return after.reduce((climb, event) => step(climb, event, limits), told);
}

function step(climb: Climb | null, { at, said }: { at: Moment; said: string | null }, limits: Limits): Climb | null {
  if (climb?.life || climb?.next === "handed") return climb; // 120 comes next, or was called: the desk's alone
  if (said === null) return missed(climb, at, limits);
  if (said === "" || said === "well") return null;
  return { rung: climb?.rung || "first", next: "", due_at: later(at, OUTCOME_MINUTES), at, life: false, result: "met" };
}

function missed(climb: Climb | null, at: Moment, limits: Limits): Climb {
  const base = { at, life: false, result: "no_answer" };
  if (!climb?.rung) return { ...base, rung: "first", next: "retry", due_at: later(at, limits.retry) };
  if (climb.rung === "first" && climb.next) return { ...base, rung: "retry", next: "second", due_at: later(at, limits.second) };
  return { ...climb, at };
}

const later = (at: Moment, minutes: number): Moment => moment(Date.parse(at) + minutes * 60_000);

/** The open check with the nearest hour: one button, one thing to do. */
export function nextCheck(one: Cared): CareCheck | null {
  return one.checks.find((check) => check.state === "open") ?? null;
}

/** Who comes first: life, then whoever was not heard of, then the hour that has passed, then the nearest hour. */
export function inOrder(all: readonly Cared[], now: number): Cared[] {
  return [...all].sort((one, other) => {
    const [a, b] = [rank(one, now), rank(other, now)];
    return a.group - b.group || a.at - b.at;
  });
}

function rank(one: Cared, now: number): { group: number; at: number } {
  const second = one.second ? 10 : 0;
  if (one.climb) return { group: one.climb.life ? 0 : 1 + second / 5, at: Date.parse(one.climb.due_at) };
  const next = nextCheck(one);
  if (!next) return { group: 5 + second, at: 0 };
  const due = Date.parse(next.due_at);
  return { group: (due < now ? 2 : 4) + second, at: due };
}
