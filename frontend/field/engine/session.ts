/** The life of a phone: enrolled, at the end of its shift, erased. */
import { bare } from "./codes";
import { fetchBundle } from "./lists";
import { syncLog } from "./log";
import { moment } from "./moments";
import { NoAnswer } from "./net";
import { isUnsent, type Phone, type Session } from "./phone";
import { measure } from "./skew";
import { closeTube } from "./tube";
import { Problem, type Device } from "./types";

interface Enrolled {
  key: string;
  device: Device;
  received_at: string;
}

/**
 * Takes up an invitation. A phone that has records keeps them and goes on with the new key: its own uuid and its
 * numbers stay until it is wiped. An answer that was lost is asked for again under the same uuid.
 */
export async function enrol(phone: Phone, invitation: string, holder?: string): Promise<void> {
  const sent = phone.now();
  const said = holder?.trim().slice(0, 40);
  const body = { invitation: bare(invitation), device: phone.uuid, ...(said ? { holder: said } : {}), sent_at: moment(sent) };
  const { body: enrolled } = await heard(phone.ask<Enrolled>("/api/v1/field/enrol", { body }));
  if (!enrolled.key || !enrolled.device) throw new Problem("bad_answer", "Not an answer of ours");
  measure(phone, enrolled.received_at, sent);
  await phone.alone(() => begin(phone, { key: enrolled.key, device: enrolled.device }));
  await fetchBundle(phone).catch((why: unknown) => note(phone, why)); // the next round asks again
  phone.wake();
}

async function begin(phone: Phone, session: Session): Promise<void> {
  const known = phone.session?.device.number;
  if (known !== undefined && known !== session.device.number) await dropLists(phone);
  await phone.store.keep("session", session);
  phone.session = session;
  const { device } = session;
  Object.assign(phone.status, { phase: "ready", device, asks_new_key: false, problem: null, online: true, offline_since: null });
  Object.assign(phone, { wipeAsked: false, endedAt: null, fails: 0 });
}

/** Words for what went wrong, where a person waits for the answer. */
export async function heard<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (why) {
    throw why instanceof NoAnswer ? new Problem("no_answer", "No answer from the server") : why;
  }
}

export function note(phone: Phone, why: unknown): void {
  const problem = why instanceof Problem ? why : new Problem("unexpected", String(why));
  if (!(why instanceof NoAnswer)) phone.status.problem = { code: problem.code, title: problem.title, at: moment(phone.now()) };
}

async function dropLists(phone: Phone): Promise<void> {
  await phone.store.drop("bundle", "etag");
  phone.setBundle(null);
}

/** At the shift's end the list of people goes at once; what was made stays, sealed, until the server has it. */
export function endShift(phone: Phone): Promise<void> {
  return phone.alone(async () => {
    if (phone.status.phase !== "ready") return;
    phone.status.phase = "over"; // first: an answer on its way brings nothing back
    phone.endedAt = phone.session?.device.ends_at ?? null;
    await closeTube(phone);
    await dropLists(phone);
  });
}

function isOver(phone: Phone): boolean {
  return phone.serverNow() >= Date.parse(phone.session?.device.ends_at ?? "");
}

/** Brings the phase up to the clock. A shift that was made longer goes on. */
export async function watchShift(phone: Phone): Promise<void> {
  const { phase } = phone.status;
  if (phase === "ready" && isOver(phone)) await endShift(phone);
  const isLonger = phone.endedAt !== null && phone.session?.device.ends_at !== phone.endedAt;
  if (phase === "over" && isLonger && !phone.wipeAsked && !isOver(phone)) phone.status.phase = "ready";
}

/** Records that nobody but this phone has. Malformed ones go when somebody has looked at them. */
export function isOwing(phone: Phone): boolean {
  const items = [...phone.book.items.values()];
  return items.some((item) => isUnsent(item) || (item.state === "malformed" && !item.looked)) || !!phone.kept?.people.length;
}

/** Wiping because the shift is over or the server asks: only when everything is there. */
export async function wipeWhenDone(phone: Phone): Promise<void> {
  if (!phone.session || !(phone.wipeAsked || phone.status.phase === "over")) return;
  if (phone.wipeAsked && phone.status.phase === "ready") await endShift(phone);
  if (isOwing(phone)) return;
  if (!phone.status.asks_new_key) await syncLog(phone); // it may have lost one
  if (!isOwing(phone)) await erase(phone);
}

/** Because a person says so: never while records wait that no other phone has. */
export async function wipe(phone: Phone): Promise<void> {
  const items = [...phone.book.items.values()];
  const isHeld = items.some((item) => (isUnsent(item) && !item.handed) || (item.state === "malformed" && !item.looked));
  if (isHeld || phone.kept?.people.length) throw new Problem("unsent", "Records wait that only this phone has");
  await erase(phone);
}

/** The key goes first, then the rest; then the server is told, as well as can be. */
async function erase(phone: Phone): Promise<void> {
  const { session } = phone;
  const last = { sent_at: moment(phone.now()), made: phone.status.made, unsent: 0 };
  await phone.alone(() => phone.store.destroy());
  phone.forget();
  if (session) await phone.ask("/api/v1/field/wiped", { key: session.key, body: last }).catch(() => undefined);
}

