/** Records from a phone that closes to one that goes on, without a network. The giver keeps them until they are named. */
import { framesOf } from "./frames";
import { moment } from "./moments";
import { newWord, pack } from "./parcel";
import { isUnsent, type Phone } from "./phone";
import type { Body, Draft } from "./rows";
import { closeTube } from "./tube";
import { Problem, type Entry, type Handing, type Received } from "./types";

interface Carried {
  number: number;
  kind: Entry["kind"];
  body: Body;
  shift?: number; // carried by the giver already: its maker's clock minus the giver's
}

interface Transfer {
  v: 1;
  device: string;
  holder: string;
  made: number;
  now: string;
  skew?: number | null; // the server's clock minus the giver's
  records: Carried[];
}

/** What is unsent now, an open tube too: a phone that closes is at its end. */
export async function hand(phone: Phone): Promise<Handing> {
  await closeTube(phone);
  const items = [...phone.book.items.values()].filter(isUnsent);
  const text = JSON.stringify(transferOf(phone, items));
  const name = `wanjia-${phone.session?.device.number ?? 0}-${items.length}.wh1`;
  return {
    frames: framesOf(text),
    records: items.length,
    async file() {
      const word = newWord();
      return { blob: await pack(text, word), word, name };
    },
    async taken() {
      await phone.alone(() => phone.patch(new Map(items.map((item) => [item.id, { handed: true }]))));
    },
  };
}

function transferOf(phone: Phone, items: ReturnType<Phone["book"]["own"]>): Transfer {
  const records = items.map(({ number, kind, body, shift }) => ({ number, kind, body, ...(shift === null ? {} : { shift }) }));
  const { made, skew_ms: skew, device } = phone.status;
  return { v: 1, device: phone.uuid, holder: device?.holder ?? "", made, now: moment(phone.now()), skew, records };
}

/** Taking the same transfer twice, or what has gone through another phone already, changes nothing. */
export async function accept(phone: Phone, text: string): Promise<Received> {
  const transfer = parsed(text);
  const between = clockBetween(phone, transfer);
  const fresh = transfer.records.filter((one) => !phone.book.items.has(one.body.id));
  const drafts = fresh.map((one) => draftOf(one, transfer.holder, between + (one.shift ?? 0)));
  await phone.write({ add: unique(drafts) });
  phone.wake();
  const records = transfer.records.length;
  return { done: true, records, holder: transfer.holder, known: records - fresh.length };
}

/** The giver's clock minus ours. By the server's, where both have heard it: showing codes takes a while, files wait. */
function clockBetween(phone: Phone, { now, skew }: Transfer): number {
  const ours = phone.status.skew_ms;
  return typeof skew === "number" && ours !== null ? ours - skew : Date.parse(now) - phone.now();
}

function draftOf({ kind, body }: Carried, holder: string, shift: number): Draft {
  const people = body["people"];
  const summary = {
    name: holder,
    where: "",
    ...(typeof body["code"] === "string" ? { tube: body["code"] } : {}),
    ...(Array.isArray(people) ? { people: people.length } : {}),
    ...(typeof body["outcome"] === "string" ? { outcome: body["outcome"] } : {}),
  };
  return { kind, body, summary, state: "carried", shift: Math.round(shift) };
}

const unique = (drafts: Draft[]): Draft[] => [...new Map(drafts.map((draft) => [draft.body.id, draft])).values()];

function parsed(text: string): Transfer {
  const transfer = JSON.parse(text) as Transfer;
  const isWhole = transfer.v === 1 && Array.isArray(transfer.records) && transfer.records.every((one) => one.body?.id);
  if (!isWhole) throw new Problem("handover.unreadable", "Not a hand-over of ours");
  return transfer;
}
