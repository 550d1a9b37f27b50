/** What all parts of the engine share: the store, its picture in memory, the session, and what the screens watch. */
import { reactive, ref, shallowRef } from "vue";
import { Book } from "./book";
import type { Bundle } from "./bundle";
import { Desk } from "./desk";
import { asker, type Ask } from "./net";
import type { Changes, Plain, Said } from "./rows";
import type { Change, Store } from "./store";
import type { Device, InTube, OpenTube, Status } from "./types";

export interface Options {
  fetch: typeof globalThis.fetch;
  now: () => number;
  name: string; // of the database
  base: string; // the server's address, "" for our own
  language: () => string;
  auto: boolean; // goes on by itself: timers, network events
}

/** What the server gave at enrolling. `uuid` is this phone's own and stays until it is wiped. */
export interface Session {
  key: string;
  device: Device;
}

/** The open tube as it is kept: its record's id is given when it is opened. */
export interface KeptTube {
  id: string;
  round: number;
  place: string;
  code: string;
  at: string;
  capacity: number;
  people: InTube[];
}

export class Phone {
  readonly status: Status = reactive(blankStatus());
  readonly tube: { open: OpenTube | null; last: OpenTube | null } = reactive({ open: null, last: null });
  readonly version = ref(0); // of the records and the lists; what reads them watches it
  readonly ask: Ask;
  readonly desk = shallowRef(new Desk(null));
  store!: Store;
  book = new Book();
  session: Session | null = null;
  uuid = "";
  kept: KeptTube | null = null;
  fails = 0; // in a row
  bundleAsked = -Infinity;
  newsAsked = -Infinity;
  logTold = ""; // what the log looked like when the server last heard it
  wipeAsked = false; // by the server: what is unsent first, then everything goes
  wake: (afterMs?: number) => void = () => undefined; // asks for sending soon
  endedAt: string | null = null; // the end of shift that was carried out
  private queue: Promise<unknown> = Promise.resolve();

  constructor(readonly options: Options) {
    this.ask = asker(options.fetch, options.base, options.language);
  }

  now(): number {
    return this.options.now();
  }

  /** By the server's clock, as far as we know it. */
  serverNow(): number {
    return this.now() + (this.status.skew_ms ?? 0);
  }

  /** One change after the other, whoever asks. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.queue.then(work, work);
    this.queue = next.catch(() => undefined);
    return next;
  }

  /** Writes, and only then shows. */
  async write(change: Change): Promise<Awaited<ReturnType<Store["write"]>>> {
    const items = await this.store.write(change);
    this.book.add(items);
    if (change.tube !== undefined) this.kept = change.tube as KeptTube | null;
    this.show();
    return items;
  }

  /** All or nothing, see Store.patch. True where it was all. */
  async patch(changes: Changes, fit?: (now: Plain) => boolean): Promise<boolean> {
    if (!changes.size) return true;
    const unfit = await this.store.patch(changes, fit);
    this.book.patch(unfit.size ? unfit : changes);
    this.show();
    return !unfit.size;
  }

  setBundle(bundle: Bundle | null): void {
    this.desk.value = new Desk(bundle);
    this.status.bundle_at = bundle?.at ?? null;
    this.status.round = bundle?.round ?? null;
    this.status.notices = bundle?.notices ?? [];
    this.status.rounds = bundle ? [...(bundle.round ? [bundle.round] : []), ...(bundle.other_rounds ?? [])] : [];
    this.show();
  }

  /** After a wipe: nothing of it stays in memory. */
  forget(): void {
    this.session = null;
    this.kept = null;
    this.book = new Book();
    this.uuid = "";
    Object.assign(this, { wipeAsked: false, endedAt: null, fails: 0, logTold: "" });
    this.tube.last = null;
    Object.assign(this.status, blankStatus(), { phase: "wiped" });
    this.setBundle(null);
  }

  /** Brings what is counted up to date. */
  show(): void {
    const items = [...this.book.items.values()];
    const kept = this.kept;
    this.tube.open = kept && { code: kept.code, at: kept.at, capacity: kept.capacity, people: kept.people };
    this.status.unsent = items.filter(isUnsent).length;
    this.status.made = items.reduce((most, item) => Math.max(most, item.number), 0);
    this.status.flagged = items.filter(isFlagged).length;
    this.version.value += 1;
  }
}

/** Waits for the server to name it. */
export const isUnsent = (item: Plain): boolean => item.state === "waiting" || item.state === "carried";

/** Flags that ask nothing of anybody about this record: late is nobody's fault, the clock is told once, by `skew_ms`. */
const QUIET = new Set(["late", "clock_skew"]);

/** Somebody should look at it. */
export function isFlagged(item: Plain & { said: Said }): boolean {
  const { flags, odd } = item.said;
  const all = [...flags, ...odd.flatMap((one) => one.flags)];
  return !item.looked && (item.state === "malformed" || all.some((flag) => !QUIET.has(flag)));
}

export function blankStatus(): Status {
  return {
    phase: "starting",
    device: null,
    round: null,
    rounds: [],
    online: false,
    offline_since: null,
    unsent: 0,
    made: 0,
    here: null,
    sent_at: null,
    skew_ms: null,
    asks_new_key: false,
    problem: null,
    bundle_at: null,
    flagged: 0,
    notices: [],
    storage_persistent: null,
  };
}
