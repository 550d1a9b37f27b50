/** The engine of the field app: everything below the screens. `createEngine` puts the parts together. */
import { attempt, count, retry, serve, serveCard, stranger, withdraw } from "./capture";
import { cared } from "./care";
import { damaged, dropBook, left, took } from "./drops";
import { Catcher } from "./frames";
import { accept, hand } from "./handover";
import { identify, precheck } from "./identify";
import { fetchBundle, loadLists } from "./lists";
import { loopOf } from "./loop";
import { dayOf, uuid7 } from "./moments";
import { attempts, tally, target } from "./owed";
import { unpackFile } from "./parcel";
import { Phone, type KeptTube, type Options, type Session } from "./phone";
import { entryOf } from "./rows";
import { search } from "./search";
import { enrol, heard, watchShift, wipe } from "./session";
import { Book } from "./book";
import { Store } from "./store";
import { absentOf, add, closeTube, openTube, undo } from "./tube";
import type { Engine, Entry, Received } from "./types";

const LOG_LENGTH = 200;

/** What it is not told it takes from the browser. Tests give all of it: three phones fit into one process. */
export function createEngine(options: Partial<Options> = {}): Engine {
  const phone = new Phone({
    fetch: (...call) => globalThis.fetch(...call),
    now: Date.now,
    name: "wanjia-field",
    base: "",
    language: () => globalThis.document?.documentElement.lang || "zh-hans",
    auto: true,
    ...options,
  });
  const loop = loopOf(phone);
  const catcher = new Catcher();
  const watched = <T>(value: T): T => (phone.version.value, value); // whoever reads it is told of changes

  return {
    status: phone.status,
    tube: phone.tube,
    get buildings() {
      return phone.desk.value.buildings;
    },
    get premises() {
      return phone.desk.value.premises;
    },
    get care() {
      return watched(cared(phone));
    },
    async start() {
      await open(phone);
      if (phone.options.auto) loop.start();
    },
    async enrol(invitation, holder) {
      if (phone.status.phase === "wiped") await open(phone);
      await enrol(phone, invitation, holder);
    },
    refresh: () => heard(fetchBundle(phone)),
    sync: () => loop.now(),
    stop() {
      loop.stop();
      phone.store?.close();
    },

    identify: async (text) => {
      const today = dayOf(phone.serverNow());
      const how = phone.status.device?.kind === "precheck" ? precheck : identify;
      return how(text, phone.desk.value, today);
    },
    search: (text, building) => search(phone.desk.value, text, building),
    target: (subject) => watched(target(phone, subject)),
    attempts: (subject) => watched(attempts(phone, subject)),
    tally: (building) => watched(tally(phone, building)),

    openTube: (code) => phone.alone(() => openTube(phone, code)),
    add: (who, force = false) => phone.alone(() => add(phone, who, force)),
    absent: () => watched(absentOf(phone)),
    undo: (position) => phone.alone(() => undo(phone, position)),
    closeTube: () => phone.alone(() => closeTube(phone)),

    serve: (subjects, place, detail, round) => phone.alone(() => serve(phone, subjects, place, detail, round)),
    serveCard: (tag, place, detail) => phone.alone(() => serveCard(phone, tag, place, detail)),
    stranger: (said, place, detail) => phone.alone(() => stranger(phone, said, place, detail)),
    attempt: (subjects, place, outcome, note, round) =>
      phone.alone(() => attempt(phone, subjects, { place, outcome, note, ...(round ? { round } : {}) })),
    count: (post, waiting) => phone.alone(() => count(phone, post, waiting)),
    drop: (building) => watched(dropBook(phone, building)),
    took: (trip, building, boxes) => phone.alone(() => took(phone, trip, building, boxes)),
    left: (building, what, quantity, note) => phone.alone(() => left(phone, building, { what, quantity, note })),
    damaged: (home, building) => phone.alone(() => damaged(phone, home, building)),
    withdraw: (ids) => phone.alone(() => withdraw(phone, ids)),
    retry: (ids) => phone.alone(() => retry(phone, ids)),

    log: async (limit = LOG_LENGTH) => watched(newest(phone, limit)),
    looked: async (ids) => void (await phone.alone(() => phone.patch(new Map(ids.map((id) => [id, { looked: true }]))))),
    hand: () => phone.alone(() => hand(phone)),
    async receive(text): Promise<Received> {
      const caught = catcher.take(text);
      return "text" in caught ? phone.alone(() => accept(phone, caught.text)) : { done: false, ...caught };
    },
    async receiveFile(file, word) {
      const text = await unpackFile(file, word);
      return phone.alone(() => accept(phone, text));
    },
    wipe: () => wipe(phone),
  };
}

/** Opens the store and goes on where a killed phone stopped. */
async function open(phone: Phone): Promise<void> {
  phone.store = await Store.open(phone.options.name);
  phone.book = new Book(await phone.store.all());
  phone.kept = await phone.store.fact<KeptTube>("tube");
  phone.session = await phone.store.fact<Session>("session");
  phone.uuid = (await phone.store.fact<string>("uuid")) ?? "";
  if (!phone.uuid) await phone.store.keep("uuid", (phone.uuid = uuid7(phone.now())));
  await loadLists(phone);
  phone.status.device = phone.session?.device ?? null;
  phone.status.phase = phone.session ? "ready" : "welcome";
  await watchShift(phone);
  void askToStay(phone);
}

/** Else the browser may clear the store when the phone runs out of room. */
async function askToStay(phone: Phone): Promise<void> {
  const persist = globalThis.navigator?.storage?.persist?.bind(navigator.storage);
  phone.status.storage_persistent = persist ? await persist().catch(() => null) : null;
}

function newest(phone: Phone, limit: number): Entry[] {
  const items = [...phone.book.items.values()];
  return items
    .sort((one, other) => other.made - one.made || other.number - one.number)
    .slice(0, limit)
    .map(entryOf);
}

export { Problem } from "./types";
export type { Options } from "./phone";
