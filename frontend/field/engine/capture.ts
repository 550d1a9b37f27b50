/** Proofs, attempts and counts: made, numbered and on the disk before the promise resolves. */
import { moment, uuid7 } from "./moments";
import type { Phone } from "./phone";
import { entryOf, NOTHING_SAID, type Draft, type Plain } from "./rows";
import { SAID_LENGTH } from "./tube";
import { Problem, type Entry, type Id, type Outcome } from "./types";

export const HOLD_MS = 8000; // so long a tick at a door can be undone before it is sent
const NOTE_LENGTH = 200;

type Detail = Record<string, unknown>;

export function serve(phone: Phone, subjects: Id[], place: Id, detail: Detail, round?: number): Promise<Entry[]> {
  return keep(phone, subjects.map((subject) => proof(phone, place, detail, { subject }, nameOf(phone, subject), round)));
}

export async function serveCard(phone: Phone, card: string, place: Id, detail: Detail): Promise<Entry> {
  return one(await keep(phone, [proof(phone, place, detail, { card }, { name: "", where: "" })]));
}

export async function stranger(phone: Phone, said: string, place: Id, detail: Detail): Promise<Entry> {
  const short = said.slice(0, SAID_LENGTH);
  return one(await keep(phone, [proof(phone, place, detail, { said: short }, { name: short, where: "" })]));
}

/** One visit or call: whom it did not serve, how it went, what was said. `round`: where the phone has several. */
export interface Tried {
  place: Id;
  outcome: Outcome;
  note: string;
  round?: number;
}

export function attempt(phone: Phone, subjects: Id[], tried: Tried): Promise<Entry[]> {
  return keep(phone, subjects.map((subject) => attemptOf(phone, subject, tried)));
}

/** How many wait at a post. The server takes these at another address than the rest. */
export async function count(phone: Phone, post: string, waiting: number): Promise<Entry> {
  const site = phone.session?.device.site;
  if (!site) throw new Problem("no_site", "This phone has no site");
  const summary = { name: post, where: "", people: waiting };
  const body = { ...stamp(phone), site, post, waiting };
  return one(await keep(phone, [{ kind: "count", body, summary }]));
}

function proof(phone: Phone, place: Id, detail: Detail, whom: Record<string, string>, name: Named, round?: number): Draft {
  const body = { kind: "proof", ...stamp(phone), round: round ?? roundOf(phone), place: place || defaultPlace(phone), ...whom, detail };
  return { kind: "proof", body, summary: name, hold: phone.now() + HOLD_MS };
}

export function attemptOf(phone: Phone, subject: Id, { place, outcome, note, round }: Tried): Draft {
  const where = place || defaultPlace(phone);
  const said = note.slice(0, NOTE_LENGTH);
  const body = { kind: "attempt", ...stamp(phone), round: round ?? roundOf(phone), place: where, subject, outcome, note: said };
  return { kind: "attempt", body, summary: { ...nameOf(phone, subject), outcome }, hold: phone.now() + HOLD_MS };
}

export async function keep(phone: Phone, drafts: Draft[]): Promise<Entry[]> {
  const items = await phone.write({ add: drafts });
  phone.wake(Math.max(0, ...items.map((item) => item.hold - phone.now())));
  return items.map(entryOf);
}

export function stamp(phone: Phone): { id: string; seen_at: string } {
  return { id: uuid7(phone.now()), seen_at: moment(phone.now()) };
}

function roundOf(phone: Phone): number {
  const round = phone.status.round?.id ?? phone.session?.device.round;
  if (round === undefined) throw new Problem("not_enrolled", "Not enrolled");
  return round;
}

const defaultPlace = (phone: Phone): Id => phone.session?.device.place ?? "";

interface Named {
  name: string;
  where: string;
}

function nameOf(phone: Phone, subject: Id): Named {
  const desk = phone.desk.value;
  const found = desk.people.get(subject);
  if (found) return { name: found.person.name, where: found.building.name + found.door.room };
  const home = desk.homes.get(subject);
  if (home) return { name: "", where: home.building.name + home.door.room };
  return { name: desk.premises.find((one) => one.id === subject)?.name ?? "", where: "" };
}

export function one(entries: Entry[]): Entry {
  const [first] = entries;
  if (!first) throw new Problem("nothing_written", "Nothing written");
  return first;
}

/**
 * Undoes what was never in a request, all of it or nothing. False where one of them may have arrived already:
 * a void of something that the server holds would make two books out of one.
 */
export async function withdraw(phone: Phone, ids: string[]): Promise<boolean> {
  const items = ids.map((id) => phone.book.items.get(id));
  if (!items.every((item) => item && isMine(item))) return false;
  const voided_at = moment(phone.now());
  const isDone = await phone.patch(new Map(ids.map((id) => [id, { state: "void", voided_at }])), isMine);
  phone.wake();
  return isDone;
}

const isMine = (item: Plain): boolean => item.state === "waiting" && !item.tried && !item.handed;

/** Malformed ones as they are: a right may have been restored. Whatever is to be changed becomes a new record. */
export async function retry(phone: Phone, ids: string[]): Promise<void> {
  const bad = ids.filter((id) => phone.book.items.get(id)?.state === "malformed");
  await phone.patch(new Map(bad.map((id) => [id, { state: "waiting", looked: false, said: NOTHING_SAID }])));
  phone.wake();
}
