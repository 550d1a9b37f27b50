/** The open tube: each person is on the disk before the tick is shown. */
import { absent, cramped, type Cramped } from "./family";
import { uuid7, moment } from "./moments";
import type { KeptTube, Phone } from "./phone";
import type { Draft } from "./rows";
import { served, target } from "./owed";
import { entryOf } from "./rows";
import type { Absent, Added, Entry, Id, InTube, OpenTube, Who } from "./types";
import { Problem } from "./types";

const MOST_IN_TUBE = 100; // the server's limit; a pool is far smaller
export const SAID_LENGTH = 300;

/** A tube that stands open with people in it is closed first: nobody is lost by a scan too early. */
export async function openTube(phone: Phone, code: string): Promise<OpenTube> {
  const label = code.trim().toUpperCase().slice(0, 40);
  if (!label) throw new Problem("tube.no_code", "No code");
  if (phone.kept?.code === label) return phone.tube.open!;
  await closeTube(phone);
  const { device } = phone.session ?? {};
  const round = phone.status.round?.id ?? device?.round;
  if (!device || round === undefined) throw new Problem("not_enrolled", "Not enrolled");
  const at = phone.now();
  const capacity = phone.status.round?.pool_size || 10;
  const tube: KeptTube = { id: uuid7(at), round, place: device.place, code: label, at: moment(at), capacity, people: [] };
  await phone.write({ tube });
  return phone.tube.open!;
}

export async function add(phone: Phone, who: Who, force: boolean): Promise<Added> {
  const tube = phone.kept;
  if (!tube) return { outcome: "no_tube" };
  const before = inTube(tube, who) ?? earlier(phone, who);
  if (before && !force) return before;
  const isFull = tube.people.length >= tube.capacity;
  if (tube.people.length >= MOST_IN_TUBE || (isFull && !force)) return { outcome: "full", capacity: tube.capacity };
  const short = force ? null : family(phone, tube, who);
  if (short) return { outcome: "cramped", ...short };
  const position = tube.people.length + 1;
  const flags = [...(before ? ["again"] : []), ...(isFull ? ["full"] : [])];
  await phone.write({ tube: { ...tube, people: [...tube.people, person(who, position, moment(phone.now()), flags)] } });
  return { outcome: "added", position, left: Math.max(0, tube.capacity - position) };
}

function person(who: Who, position: number, at: string, flags: string[]): InTube {
  const { name, where } = who;
  const said = (who.said ?? "").slice(0, SAID_LENGTH);
  return { position, subject: who.subject ?? null, card: who.card ?? null, said, name, where, at, flags };
}

function family(phone: Phone, tube: KeptTube, who: Who): Cramped | null {
  const found = who.subject ? phone.desk.value.people.get(who.subject) : undefined;
  const left = tube.capacity - tube.people.length;
  return found ? cramped(found.door, idsIn(tube), left, tube.capacity, stillOpen(phone)) : null;
}

/** In the order in which the flats began the tube. */
export function absentOf(phone: Phone): Absent[] {
  const inside = phone.kept ? idsIn(phone.kept) : new Set<Id>();
  const homes = [...inside].flatMap((id) => phone.desk.value.people.get(id) ?? []);
  const doors = [...new Map(homes.map((one) => [one.door.home, one])).values()];
  const missing = new Map(absent(doors.map((one) => one.door), inside, stillOpen(phone)).map((one) => [one.door.home, one.of]));
  return doors.flatMap(({ door, building }) => {
    const of = missing.get(door.home);
    return of ? { door, building, of } : [];
  });
}

const idsIn = (tube: KeptTube): Set<Id> => new Set(tube.people.flatMap((one) => one.subject ?? []));
const stillOpen = (phone: Phone) => (id: Id) => target(phone, id)?.state === "open";

/** Somebody without any record is nobody's repeat: two people may say the same of themselves. */
function inTube(tube: KeptTube, who: Who): Added | null {
  const same = tube.people.find(
    (one) => (who.subject && one.subject === who.subject) || (!who.subject && who.card && one.card === who.card),
  );
  return same ? { outcome: "again", at: same.at, tube: tube.code, here: true } : null;
}

function earlier(phone: Phone, who: Who): Added | null {
  const done = served(phone, who.subject ?? (who.card ? `card:${who.card}` : ""));
  return done && { outcome: "again", ...done };
}

/** The trace of an undo is a record of its own in the log, void from the start. */
export async function undo(phone: Phone, position: number): Promise<void> {
  const tube = phone.kept;
  const gone = tube?.people.find((one) => one.position === position);
  if (!tube || !gone) return;
  const rest = tube.people.filter((one) => one !== gone).map((one, index) => ({ ...one, position: index + 1 }));
  const at = moment(phone.now());
  const summary = { name: gone.name, where: gone.where, tube: tube.code };
  const body = { ...bodyOf({ ...tube, people: [gone] }), id: uuid7(phone.now()), seen_at: gone.at };
  await phone.write({ add: [{ kind: "tube", body, summary, state: "void", voided_at: at }], tube: { ...tube, people: rest } });
}

export async function closeTube(phone: Phone): Promise<Entry | null> {
  const tube = phone.kept;
  if (!tube) return null;
  const items = await phone.write({ add: tube.people.length ? [draftOf(tube)] : [], tube: null });
  const { code, at, capacity, people } = tube;
  if (people.length) phone.tube.last = { code, at, capacity, people };
  phone.wake();
  return items[0] ? entryOf(items[0]) : null;
}

function draftOf(tube: KeptTube): Draft {
  const summary = { name: tube.code, where: "", tube: tube.code, people: tube.people.length };
  return { kind: "tube", body: bodyOf(tube), summary };
}

function bodyOf({ id, round, place, code, at, people }: KeptTube): Draft["body"] {
  return { kind: "tube", id, round, place, seen_at: at, code, people: people.map((one) => member(one, at)) };
}

function member({ subject, card, said, at }: InTube, opened: string): string | Record<string, string> {
  if (subject && !said && at === opened) return subject;
  const whom = subject ? { subject } : card ? { card } : {};
  return { ...whom, ...(said ? { said } : {}), seen_at: at };
}
