/** All records of this phone in memory, and who was served by them. The store is the truth; this is its picture. */
import type { Changes, Item } from "./rows";
import type { Attempt, CareTry, Id, Moment, Outcome } from "./types";

export interface Served {
  at: Moment;
  tube: string | null;
  here: boolean; // false: by a phone that handed over to us
}

/** A check that was settled on this phone, and how the person was. */
export interface Checked {
  at: Moment;
  said: string;
  here: boolean;
}

interface Swabbed {
  subject?: Id;
  card?: string;
  seen_at?: Moment;
}

export class Book {
  readonly items = new Map<string, Item>();
  private readonly serving = new Map<string, Served>(); // by subject, or by card: and the tag
  private readonly attempting = new Map<Id, Attempt[]>();
  private readonly checking = new Map<string, Checked>(); // by round and subject
  private readonly trying = new Map<Id, CareTry[]>();
  private readonly hands: Item[] = []; // boxes and parcels at drop points, in the order made

  constructor(items: Item[] = []) {
    this.add(items);
  }

  add(items: Item[]): void {
    for (const item of items) {
      this.items.set(item.id, item);
      if (item.state !== "void") this.count(item);
    }
  }

  patch(changes: Changes): void {
    let undone = false;
    for (const [id, change] of changes) {
      const item = this.items.get(id);
      if (item) Object.assign(item, change);
      undone ||= change.state === "void";
    }
    if (undone) this.recount();
  }

  /** When and where this phone (or one that it carries for) served somebody. `who`: a subject or "card:" and a tag. */
  served(who: string): Served | undefined {
    return this.serving.get(who);
  }

  attempts(subject: Id): readonly Attempt[] {
    return this.attempting.get(subject) ?? [];
  }

  /** Where a phone has several rounds: the proof of one of them. */
  checked(round: number, subject: Id): Checked | undefined {
    return this.checking.get(`${round} ${subject}`);
  }

  tries(subject: Id): readonly CareTry[] {
    return this.trying.get(subject) ?? [];
  }

  /** How many boxes of a trip this phone counted, the last time that it did. */
  tookOf(trip: string): number | null {
    const counts = this.hands.filter(({ kind, body }) => kind === "took" && body["trip"] === trip);
    return counts.length ? Number(counts[counts.length - 1]!.body["boxes"]) : null;
  }

  /** What this phone wrote down at a building of parcels that no household has. */
  leftAt(building: Id): readonly Item[] {
    return this.hands.filter(({ kind, body }) => kind === "left" && body["place"] === building);
  }

  /** Own records in the order of their numbers. */
  own(): Item[] {
    return [...this.items.values()].filter((item) => item.number > 0).sort((one, other) => one.number - other.number);
  }

  private recount(): void {
    this.serving.clear();
    this.attempting.clear();
    this.checking.clear();
    this.trying.clear();
    this.hands.length = 0;
    for (const item of this.items.values()) if (item.state !== "void") this.count(item);
  }

  private count(item: Item): void {
    const { body, kind } = item;
    const here = item.shift === null;
    if (kind === "took" || kind === "left") this.hands.push(item);
    if (kind === "attempt") this.countAttempt(item, here);
    if (kind === "proof") this.check(item, here);
    if (kind === "proof") this.serve(body as Swabbed, { at: body.seen_at, tube: null, here });
    if (kind !== "tube") return;
    for (const person of body["people"] as (string | Swabbed)[]) {
      const swabbed = typeof person === "string" ? { subject: person } : person;
      this.serve(swabbed, { at: swabbed.seen_at ?? body.seen_at, tube: String(body["code"]), here });
    }
  }

  /** The first time counts: that is what "sampled already at 09:12" tells. */
  private serve({ subject, card }: Swabbed, served: Served): void {
    const who = subject ?? (card && `card:${card}`);
    if (who && !this.serving.has(who)) this.serving.set(who, served);
  }

  private check({ body }: Item, here: boolean): void {
    const key = `${String(body["round"])} ${String(body["subject"])}`;
    const said = (body["detail"] as { state?: string } | undefined)?.state ?? "";
    if (!this.checking.has(key)) this.checking.set(key, { at: body.seen_at, said, here });
  }

  private countAttempt({ body }: Item, here: boolean): void {
    const { subject, outcome, note, seen_at: at } = body as unknown as { subject: Id; outcome: Outcome; note: string; seen_at: Moment };
    this.attempting.set(subject, [...(this.attempting.get(subject) ?? []), { subject, outcome, note, at, here }]);
    const tried = { round: Number(body["round"]), outcome, at, here };
    this.trying.set(subject, [...(this.trying.get(subject) ?? []), tried]);
  }
}
