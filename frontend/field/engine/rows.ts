/** What the store holds of a record, sealed and opened. */
import type { Bytes } from "./seal";
import type { Entry, Moment } from "./types";

export type Body = { id: string; seen_at: Moment } & Record<string, unknown>;

/** What was said of a record by the server. */
export interface Said {
  flags: string[];
  odd: Entry["odd"];
  why: string;
}

/** Nothing of these is personal: they lie open, to be counted and changed without opening the rest. */
export interface Plain {
  id: string;
  number: number; // in the log; 0: carried for another phone, or a count or a box, which have none
  kind: Entry["kind"];
  state: Entry["state"];
  made: number; // this phone's clock, ms
  hold: number; // is not sent before
  tried: boolean; // was in a request that may have arrived
  again: boolean; // was named, was missing, was sent once more
  handed: boolean; // another phone has it
  looked: boolean;
  shift: number | null; // carried: the maker's clock minus ours, ms
  voided_at: Moment | null;
  named_at: Moment | null;
}

export interface Content {
  body: Body;
  summary: Entry["summary"];
}

export interface Row extends Plain {
  content: Bytes;
  said: Bytes | null;
}

export type Item = Plain & Content & { said: Said };

/** A record that has no number yet. */
export type Draft = Pick<Item, "kind" | "body" | "summary"> & Partial<Plain>;

export type RecordChange = Partial<Plain> & { said?: Said };
export type Changes = ReadonlyMap<string, RecordChange>; // by id

export const NOTHING_SAID: Said = { flags: [], odd: [], why: "" };

/** What the screens see of a record. */
export function entryOf(item: Item): Entry {
  const { number, id, kind, summary, state, named_at } = item;
  const { flags, odd, why } = item.said;
  return { number, id, kind, at: new Date(item.made).toISOString(), summary, state, flags, odd, why, named_at };
}
