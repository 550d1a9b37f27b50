/** One building in walking order: whom to visit first, whom again and when, and who is whole. Pure. */
import type { Attempt, Building, Door, Id, Outcome, Person, Premises, Target, Unit } from "../engine/types";
import { dayIn } from "../words/time";

/** The two questions that a walk asks the engine. */
export interface Reads {
  target(subject: Id): Target | null;
  attempts(subject: Id): Attempt[];
}

/** Whoever owes at a stop: a person, the household as one, or a shop. */
export interface Subject {
  id: Id;
  name: string;
  person: Person | null;
  target: Target | null;
  tries: Attempt[]; // oldest first
}

/** One door or one place. */
export interface Stop {
  key: Id;
  title: string; // room, or the name of the place
  door: Door | null;
  subjects: Subject[];
  open: Subject[];
  owed: number;
  done: number;
  tries: Attempt[]; // of those still open, oldest first
  after: Date | null; // when to come again
}

export interface Walk {
  first: Stop[];
  again: Stop[];
  whole: Stop[];
}

export const AGAIN_MINUTES = 60; // an hour between two visits, then up to the next half hour
const VISITS: readonly Outcome[] = ["nobody_home", "asleep", "refused", "away", "moved", "at_home", "later"];
const HALF_HOUR = 30 * 60_000;
const MORNING = 8; // o'clock on a day of which no hour was said

export function walk(building: Building, premises: readonly Premises[], unit: Unit, reads: Reads): Walk {
  const stops =
    unit === "place"
      ? premises.filter((one) => one.building === building.key).map((one) => stopAtPlace(one, reads))
      : building.doors.map((door) => stopAtDoor(door, unit, reads));
  const open = stops.filter((stop) => stop.open.length > 0);
  return {
    first: open.filter((stop) => stop.after === null),
    again: open.filter((stop) => stop.after !== null).sort((a, b) => Number(a.after) - Number(b.after)),
    whole: stops.filter((stop) => stop.open.length === 0),
  };
}

function stopAtPlace(one: Premises, reads: Reads): Stop {
  return stopOf(one.id, one.name, null, [subjectOf(one.id, one.name, null, reads)]);
}

function stopAtDoor(door: Door, unit: Unit, reads: Reads): Stop {
  const subjects =
    unit === "household"
      ? [subjectOf(door.home, door.people[0]?.name ?? "", null, reads)]
      : door.people.map((person) => subjectOf(person.id, person.name, person, reads));
  return stopOf(door.home, door.room, door, subjects);
}

function subjectOf(id: Id, name: string, person: Person | null, reads: Reads): Subject {
  const tries = [...reads.attempts(id)].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return { id, name, person, target: reads.target(id), tries };
}

function stopOf(key: Id, title: string, door: Door | null, subjects: Subject[]): Stop {
  const open = subjects.filter((one) => one.target?.state === "open");
  const owed = subjects.filter((one) => one.target?.state === "open" || one.target?.state === "done");
  return {
    key, title, door, subjects, open,
    owed: owed.length,
    done: owed.length - open.length,
    tries: open.flatMap((one) => one.tries).sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    after: comeAgain(open),
  };
}

/** A stop sinks only when everybody who is still open there has been tried. */
function comeAgain(open: Subject[]): Date | null {
  const times = open.map((one) => againAt(one.tries));
  if (times.length === 0 || times.includes(null)) return null;
  return new Date(Math.min(...times.map(Number)));
}

/** When to come again after the last visit: day and time in its note, else an hour later, up to the half hour. */
export function againAt(tries: readonly Attempt[]): Date | null {
  const visit = [...tries].reverse().find((one) => VISITS.includes(one.outcome));
  if (!visit) return null;
  return saidTime(visit) ?? new Date(Math.ceil((Date.parse(visit.at) + AGAIN_MINUTES * 60_000) / HALF_HOUR) * HALF_HOUR);
}

function saidTime(visit: Attempt): Date | null {
  const said = /(\d{1,2})[:：](\d{2})/.exec(visit.note);
  const day = dayIn(visit.note, new Date(visit.at));
  if (!said && !day) return null;
  const at = day ?? new Date(visit.at);
  at.setHours(Number(said?.[1] ?? MORNING), Number(said?.[2] ?? 0), 0, 0);
  if (!day && at.getTime() < Date.parse(visit.at)) at.setDate(at.getDate() + 1); // said at night, for the next day
  return at;
}

/** "08:40、11:15 没人": the tries of a stop, one entry an outcome and time; people of one visit share it. */
export function visits(tries: readonly Attempt[]): { outcome: Outcome; times: string[]; notes: string[] }[] {
  const groups: { outcome: Outcome; times: string[]; notes: string[] }[] = [];
  for (const one of tries) {
    const last = groups[groups.length - 1];
    const group = last?.outcome === one.outcome ? last : { outcome: one.outcome, times: [], notes: [] };
    if (group !== last) groups.push(group);
    if (!group.times.includes(one.at)) group.times.push(one.at);
    if (one.note && !group.notes.includes(one.note)) group.notes.push(one.note);
  }
  return groups;
}
