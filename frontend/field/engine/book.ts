/** All records of this phone in memory, and who was served by them. The store is the truth; this is its picture. */
import type { Changes, Item } from "./rows";
import type { Attempt, Id, Moment, Outcome } from "./types";

export interface Served {
  at: Moment;
  tube: string | null;
  here: boolean; // false: by a phone that handed over to us
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

  /** Own records in the order of their numbers. */
  own(): Item[] {
    return [...this.items.values()].filter((item) => item.number > 0).sort((one, other) => one.number - other.number);
  }

  private recount(): void {
    this.serving.clear();
    this.attempting.clear();
    for (const item of this.items.values()) if (item.state !== "void") this.count(item);
  }

  private count(item: Item): void {
    const { body, kind } = item;
    const here = item.shift === null;
    if (kind === "attempt") this.countAttempt(item, here);
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

  private countAttempt({ body }: Item, here: boolean): void {
    const { subject, outcome, note, seen_at: at } = body as unknown as { subject: Id; outcome: Outcome; note: string; seen_at: Moment };
    this.attempting.set(subject, [...(this.attempting.get(subject) ?? []), { subject, outcome, note, at, here }]);
  }
}
