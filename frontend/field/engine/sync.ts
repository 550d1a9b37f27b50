/** One round of talking to the server, and how long to wait for the next. */
import { fetchBundle, fetchNews } from "./lists";
import { logSign, syncLog } from "./log";
import { moment } from "./moments";
import { Refused } from "./net";
import { isUnsent, type Phone } from "./phone";
import { sendAll } from "./send";
import { endShift, note, watchShift, wipeWhenDone } from "./session";

const NEWS_MS = 60_000;
const BUNDLE_MS = 15 * 60_000;
const LONGEST_MS = 60_000;
const FIRST_MS = 1000;

/** Talks once. Gives the milliseconds until it should talk again. Never raises. */
export async function talk(phone: Phone): Promise<number> {
  if (!phone.session) return NEWS_MS;
  try {
    await watchShift(phone);
    if (!phone.status.asks_new_key) await round(phone);
    await wipeWhenDone(phone);
    phone.fails = 0;
    if (!phone.status.asks_new_key) phone.status.problem = null;
    return untilNext(phone);
  } catch (why) {
    return phone.session ? await trouble(phone, why) : NEWS_MS; // wiped by hand in between
  }
}

/** Records first. Where nothing was heard last time, something harmless goes ahead: what is tried can't be undone. */
async function round(phone: Phone): Promise<void> {
  if (!phone.status.online) await news(phone);
  if ([...phone.book.items.values()].some((item) => item.handed && isUnsent(item))) await syncLog(phone); // it may be there
  const isOld = await sendAll(phone);
  await lists(phone, isOld);
  const sign = logSign(phone);
  if (sign !== phone.logTold) {
    await syncLog(phone);
    phone.logTold = logSign(phone);
  }
  isOnline(phone);
  await watchShift(phone);
}

async function lists(phone: Phone, isOld: boolean): Promise<void> {
  const now = phone.now();
  const { bundle } = phone.desk.value;
  const isOn = phone.status.phase === "ready"; // after the shift there is no list, only whether it was made longer
  if (isOn && (isOld || !bundle || now - phone.bundleAsked >= BUNDLE_MS)) await fetchBundle(phone);
  else if (now - phone.newsAsked >= NEWS_MS || now < phone.newsAsked) await news(phone);
}

async function news(phone: Phone): Promise<void> {
  await fetchNews(phone);
  isOnline(phone);
}

function isOnline(phone: Phone): void {
  phone.status.online = true;
  phone.status.offline_since = null;
}

/** Held ticks are due soon; else the news' minute. */
function untilNext(phone: Phone): number {
  const now = phone.now();
  const waits = [...phone.book.items.values()].filter(isUnsent).map((item) => Math.max(FIRST_MS, item.hold - now));
  return Math.min(NEWS_MS, ...waits);
}

async function trouble(phone: Phone, why: unknown): Promise<number> {
  note(phone, why);
  phone.fails += 1;
  if (!(why instanceof Refused)) return offline(phone, why);
  if (why.status === 401) phone.status.asks_new_key = true;
  if (why.code === "devices.shift_over") {
    await endShift(phone);
    isOnline(phone); // it goes on taking records
    return FIRST_MS;
  }
  if (why.status >= 500 || why.status === 429) return offline(phone, why);
  isOnline(phone);
  return LONGEST_MS;
}

function offline(phone: Phone, why: unknown): number {
  phone.status.online = false;
  phone.status.offline_since ??= moment(phone.now());
  const asked = why instanceof Refused && why.after !== null ? why.after * 1000 : 0;
  return waitFor(phone.fails, asked, Math.random());
}

/** Twice as long each time, at most a minute, never less than asked, and a little at random: phones come back together. */
export function waitFor(fails: number, askedMs: number, random: number): number {
  const growing = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(fails, 10));
  return Math.round(Math.max(askedMs, growing) * (1 + random / 4));
}
