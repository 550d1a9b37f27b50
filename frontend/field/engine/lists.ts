/** The bundle and the news: fetched, kept sealed, and made into lists. */
import { freshen, namesStrangers, type Bundle, type News } from "./bundle";
import { moment } from "./moments";
import type { Phone } from "./phone";
import type { Device } from "./types";

const SLOW_MS = 120_000; // a megabyte at the edge of a cell

/** What was kept when the phone was last on. */
export async function loadLists(phone: Phone): Promise<void> {
  phone.setBundle(await phone.store.fact<Bundle>("bundle"));
}

/** Fetches the bundle where the server has another one than we. */
export async function fetchBundle(phone: Phone): Promise<void> {
  const etag = phone.desk.value.bundle ? await phone.store.fact<string>("etag") : null;
  const answer = await phone.ask<Bundle>("/api/v1/field/bundle", { key: phone.session?.key, etag, patience: SLOW_MS });
  phone.bundleAsked = phone.now();
  if (answer.status === 304 || !answer.body) return;
  await phone.alone(() => keepBundle(phone, answer.body, answer.etag));
  if (answer.body.wipe) phone.wipeAsked = true;
}

/** Not on a phone whose shift ended while the answer was on its way. */
async function keepBundle(phone: Phone, bundle: Bundle, etag: string | null): Promise<void> {
  if (phone.status.phase !== "ready") return;
  await phone.store.keep("bundle", bundle);
  if (etag) await phone.store.keep("etag", etag);
  else await phone.store.drop("etag");
  phone.setBundle(bundle);
  await keepDevice(phone, bundle.device);
}

/** Everybody's progress, at most a minute old. It goes into the kept bundle: a killed phone starts with it. */
export async function fetchNews(phone: Phone): Promise<void> {
  const known = phone.desk.value.bundle;
  const since = encodeURIComponent(known?.at ?? moment(phone.now() - 60_000));
  const { body: news } = await phone.ask<News>(`/api/v1/field/news?since=${since}`, { key: phone.session?.key });
  phone.newsAsked = phone.now();
  if (news.wipe) phone.wipeAsked = true;
  await phone.alone(() => keepNews(phone, news));
}

async function keepNews(phone: Phone, news: News): Promise<void> {
  const device = phone.session?.device;
  if (device && news.ends_at && news.ends_at !== device.ends_at) await keepDevice(phone, { ...device, ends_at: news.ends_at });
  const known = phone.desk.value.bundle;
  if (!known || phone.status.phase !== "ready") return;
  if (namesStrangers(known, news)) phone.bundleAsked = -Infinity; // their names come with the next round of talking
  const fresh = freshen(known, news);
  if (isSame(known, fresh)) return;
  await phone.store.keep("bundle", fresh);
  phone.setBundle(fresh);
}

function isSame(old: Bundle, fresh: Bundle): boolean {
  const told = ({ targets, attempts, revoked, notices, care, delivery }: Bundle) =>
    JSON.stringify([targets, attempts, revoked, notices ?? [], care, delivery]);
  return told(old) === told(fresh);
}

async function keepDevice(phone: Phone, device: Device): Promise<void> {
  if (!phone.session) return;
  phone.session = { ...phone.session, device };
  phone.status.device = device;
  await phone.store.keep("session", phone.session);
}
