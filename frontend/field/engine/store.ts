/** The phone's store: IndexedDB through Dexie, contents sealed, every write whole before its promise resolves. */
import { Dexie, type Table } from "dexie";
import { NOTHING_SAID } from "./rows";
import type { Changes, Content, Draft, Item, Plain, RecordChange, Row, Said } from "./rows";
import { newKey, seal, unseal, type Bytes } from "./seal";
import { Problem } from "./types";

/** The log is checked against the ledger of records; what goes to another address stands in none. */
export const isNumbered = (kind: Draft["kind"]): boolean => kind === "tube" || kind === "proof" || kind === "attempt";

interface Fact {
  name: string;
  sealed: Bytes;
}

interface Count {
  name: "made" | "tube";
  value: number;
}

/** Everything that one act changes: it is written whole or not at all. `undefined` leaves the tube as it is. */
export interface Change {
  add?: Draft[];
  tube?: unknown;
}

class Tables extends Dexie {
  declare keys: Table<{ name: string; key: CryptoKey }, string>;
  declare facts: Table<Fact, string>;
  declare counts: Table<Count, string>;
  declare records: Table<Row, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: "strict" });
    this.version(1).stores({ keys: "name", facts: "name", counts: "name", records: "id" });
  }
}

export class Store {
  private tubeVersion = 0;

  private constructor(
    private readonly tables: Tables,
    private readonly key: CryptoKey,
  ) {}

  /**
   * Opens it, or makes it. What is left of a wipe that was cut short is wiped now: without its key it is noise.
   * Raises Problem "insecure" where the browser gives no cryptography.
   */
  static async open(name: string): Promise<Store> {
    if (!globalThis.crypto?.subtle) throw new Problem("insecure", "Open this page by https");
    let tables = new Tables(name);
    let kept = await tables.keys.get("seal");
    if (!kept && (await tables.records.count()) + (await tables.facts.count()) > 0) {
      await tables.delete();
      tables = new Tables(name);
    }
    if (!kept) kept = await firstKey(tables);
    const store = new Store(tables, kept.key);
    store.tubeVersion = (await tables.counts.get("tube"))?.value ?? 0;
    return store;
  }

  async fact<T>(name: string): Promise<T | null> {
    const row = await this.tables.facts.get(name);
    return row ? unseal<T>(this.key, `facts ${name}`, row.sealed) : null;
  }

  async keep(name: string, value: unknown): Promise<void> {
    await this.tables.facts.put({ name, sealed: await seal(this.key, `facts ${name}`, value) });
  }

  async drop(...names: string[]): Promise<void> {
    await this.tables.facts.bulkDelete(names);
  }

  /** All records in the order made; carried ones first. */
  async all(): Promise<Item[]> {
    const rows = await this.tables.records.toArray();
    const items = await Promise.all(rows.map((row) => this.opened(row)));
    return items.sort((one, other) => one.number - other.number);
  }

  /** Numbers and writes new records and the open tube in one transaction. */
  async write({ add = [], tube }: Change): Promise<Item[]> {
    const rows = await Promise.all(add.map((draft) => this.sealed(draft)));
    const sealedTube = tube === undefined ? undefined : await seal(this.key, "facts tube", tube);
    const { keys, facts, counts, records } = this.tables;
    await this.tables.transaction("rw", [keys, facts, counts, records], async () => {
      if (!(await keys.get("seal"))) throw new Problem("wiped", "The store is gone");
      await this.number(rows);
      await records.bulkAdd(rows);
      if (sealedTube) await this.replaceTube(sealedTube);
    });
    if (sealedTube) this.tubeVersion += 1;
    return rows.map((row, index) => ({ ...row, ...contentOf(add[index]!), said: NOTHING_SAID }));
  }

  /**
   * Changes what lies open of records, and what the server said of them: all of them, or none where one is not `fit`
   * any more (another window was quicker). Gives those as they are now.
   */
  async patch(changes: Changes, fit: (now: Plain) => boolean = () => true): Promise<Map<string, Plain>> {
    const ready = await Promise.all([...changes].map(([id, change]) => this.sealedChange(id, change)));
    const { records } = this.tables;
    return this.tables.transaction("rw", records, async () => {
      const now = (await records.bulkGet([...changes.keys()])).flatMap((row) => row ?? []);
      const unfit = now.filter((row) => !fit(row));
      if (!unfit.length) await records.bulkUpdate(ready);
      return new Map(unfit.map(({ content: _content, said: _said, ...plain }) => [plain.id, plain]));
    });
  }

  private async sealedChange(id: string, { said, ...plain }: RecordChange): Promise<{ key: string; changes: Partial<Row> }> {
    return { key: id, changes: said ? { ...plain, said: await seal(this.key, `said ${id}`, said) } : plain };
  }

  /** The key first: whatever stops this halfway, nothing can be read any more. */
  async destroy(): Promise<void> {
    await this.tables.keys.clear();
    await this.tables.delete();
  }

  close(): void {
    this.tables.close();
  }

  private async number(rows: Row[]): Promise<void> {
    const own = rows.filter((row) => row.shift === null && isNumbered(row.kind));
    if (!own.length) return;
    let made = (await this.tables.counts.get("made"))?.value ?? 0;
    for (const row of own) row.number = ++made;
    await this.tables.counts.put({ name: "made", value: made });
  }

  /** Two windows of one phone must not overwrite each other's tube: the one that is behind is told. */
  private async replaceTube(sealed: Bytes): Promise<void> {
    const version = (await this.tables.counts.get("tube"))?.value ?? 0;
    if (version !== this.tubeVersion) throw new Problem("other_window", "Open in another window");
    await this.tables.counts.put({ name: "tube", value: version + 1 });
    await this.tables.facts.put({ name: "tube", sealed });
  }

  private async sealed(draft: Draft): Promise<Row> {
    const id = draft.body.id;
    const content = await seal(this.key, `records ${id}`, contentOf(draft));
    const { body: _body, summary: _summary, ...plain } = draft;
    return { ...FRESH, made: Date.parse(draft.body.seen_at), ...plain, id, content, said: null };
  }

  private async opened(row: Row): Promise<Item> {
    const { content, said, ...plain } = row;
    const [opened, heard] = await Promise.all([
      unseal<Content>(this.key, `records ${row.id}`, content),
      said ? unseal<Said>(this.key, `said ${row.id}`, said) : NOTHING_SAID,
    ]);
    return { ...plain, ...opened, said: heard };
  }
}

const FRESH = {
  number: 0,
  state: "waiting",
  hold: 0,
  tried: false,
  again: false,
  handed: false,
  looked: false,
  shift: null,
  voided_at: null,
  named_at: null,
} as const;

const contentOf = ({ body, summary }: Content): Content => ({ body, summary });

/** Two windows may open a new store at once: the first key stays. */
async function firstKey(tables: Tables): Promise<{ name: string; key: CryptoKey }> {
  const key = await newKey();
  return tables.transaction("rw", tables.keys, async () => {
    const kept = (await tables.keys.get("seal")) ?? { name: "seal", key };
    await tables.keys.put(kept);
    return kept;
  });
}
