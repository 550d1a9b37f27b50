/** Sending records: in batches, again and again, until the server has named each id. */
import { moment } from "./moments";
import { NoAnswer, Refused, type Answer } from "./net";
import { isUnsent, type Phone } from "./phone";
import { NOTHING_SAID, type Changes, type Item, type RecordChange, type Said } from "./rows";
import { measure } from "./skew";
import type { Entry } from "./types";

const MOST_RECORDS = 100;
const MOST_BYTES = 1_000_000;
const TAKEN = new Set(["done", "repeat", "extra", "stranger", "conflict"]);
const RENEWS = new Set(["merged", "wrong_round"]); // flags that say that our lists are old

/** By what the server calls them in a request. */
const ADDRESS = { records: "/api/v1/records", counts: "/api/v1/field/counts", hands: "/api/v1/field/hands" } as const;

function laneOf({ kind }: Item): keyof typeof ADDRESS {
  return kind === "count" ? "counts" : kind === "took" || kind === "left" ? "hands" : "records";
}

interface Receipt {
  position?: number;
  outcome: string;
  id?: string;
  flags?: string[];
  people?: Entry["odd"];
  why?: string;
}

interface Answered {
  received_at: string;
  receipts: Receipt[];
}

/** Sends all that may go now. True where a flag says that the bundle is old. Raises what the net raises. */
export async function sendAll(phone: Phone): Promise<boolean> {
  let isOld = false;
  for (let batch = await claim(phone); batch.length; batch = await claim(phone)) {
    isOld = (await sendBatch(phone, batch)) || isOld;
  }
  return isOld;
}

/** The next batch, marked as tried before it leaves: from here on it can't be undone, in no window of this phone. */
function claim(phone: Phone): Promise<Item[]> {
  return phone.alone(async () => {
    for (;;) {
      const batch = nextBatch([...phone.book.items.values()].filter((item) => isDue(item, phone.now())));
      if (await phone.patch(new Map(batch.map((item) => [item.id, { tried: true }])), isUnsent)) return batch;
    }
  });
}

/** A clock that was set back holds nothing for longer than it was meant. */
function isDue(item: Item, now: number): boolean {
  return isUnsent(item) && (item.hold <= now || now < item.made);
}

/** Records of one kind of address and one clock, the oldest first. */
export function nextBatch(due: readonly Item[]): Item[] {
  const [first] = due;
  if (!first) return [];
  const same = due.filter((item) => laneOf(item) === laneOf(first) && item.shift === first.shift);
  const batch: Item[] = [];
  let bytes = 0;
  for (const item of same.slice(0, MOST_RECORDS)) {
    bytes += 3 * JSON.stringify(item.body).length; // at most three bytes a character
    if (batch.length && bytes > MOST_BYTES) break;
    batch.push(item);
  }
  return batch;
}

/** Halves where the server can't read the whole, until the bad one stands alone and is shown as malformed. */
async function sendBatch(phone: Phone, batch: Item[]): Promise<boolean> {
  try {
    return await take(phone, batch, await post(phone, batch));
  } catch (why) {
    if (!(why instanceof Refused) || !isAboutThis(why.status, batch)) throw why;
    if (batch.length === 1) return refuse(phone, batch[0]!, why);
    const middle = Math.ceil(batch.length / 2);
    const first = await sendBatch(phone, batch.slice(0, middle));
    return (await sendBatch(phone, batch.slice(middle))) || first;
  }
}

/** A phone that may not count at all must not hold up the records behind its counts. */
function isAboutThis(status: number, batch: readonly Item[]): boolean {
  return [400, 413, 422].includes(status) || (!!batch[0] && laneOf(batch[0]) !== "records" && [403, 404].includes(status));
}

async function post(phone: Phone, batch: readonly Item[]): Promise<Answered> {
  const [first] = batch;
  const sent = phone.now();
  const sent_at = moment(sent + (first?.shift ?? 0));
  const records = batch.map((item) => item.body);
  const lane = first ? laneOf(first) : "records";
  const request = { key: phone.session?.key, body: { sent_at, [lane]: records } };
  const answer: Answer<Answered> = await phone.ask<Answered>(ADDRESS[lane], request);
  if (!Array.isArray(answer.body.receipts)) throw new NoAnswer("no receipts");
  measure(phone, answer.body.received_at, sent);
  return answer.body;
}

/** What was named is done; what was not named goes again. Naming nothing at all is no answer. */
async function take(phone: Phone, batch: readonly Item[], { receipts }: Answered): Promise<boolean> {
  const known = new Map(batch.map((item) => [item.id, item]));
  const changes = new Map<string, RecordChange>();
  for (const receipt of receipts) {
    const item = known.get((receipt.id ?? "").toLowerCase()) ?? (receipt.id ? undefined : nameless(batch, receipt));
    const change = item && changeOf(receipt, moment(phone.now()));
    if (item && change) changes.set(item.id, change);
  }
  if (!changes.size) throw new NoAnswer("nothing named");
  await settle(phone, changes);
  return receipts.some((receipt) => flagsOf(receipt).some((flag) => RENEWS.has(flag)));
}

function nameless(batch: readonly Item[], receipt: Receipt): Item | undefined {
  return receipt.outcome === "malformed" && receipt.position !== undefined ? batch[receipt.position] : undefined;
}

function changeOf(receipt: Receipt, at: string): RecordChange | null {
  const odd = (receipt.people ?? []).map((one) => ({ ...one, flags: one.flags ?? [] }));
  const said: Said = { flags: receipt.flags ?? [], odd, why: receipt.why ?? "" };
  if (receipt.outcome === "malformed") return { state: "malformed", said, looked: false };
  if (!TAKEN.has(receipt.outcome)) return null;
  if (receipt.outcome === "conflict" && !said.flags.length) said.flags = ["conflicting_repeat"];
  return { state: "sent", named_at: at, said };
}

const flagsOf = (receipt: Receipt): string[] => [...(receipt.flags ?? []), ...(receipt.people ?? []).flatMap((one) => one.flags ?? [])];

async function refuse(phone: Phone, item: Item, why: Refused): Promise<boolean> {
  const said = { ...NOTHING_SAID, why: why.title };
  await settle(phone, new Map([[item.id, { state: "malformed", said, looked: false } as const]]));
  return false;
}

async function settle(phone: Phone, changes: Changes): Promise<void> {
  await phone.alone(() => phone.patch(changes));
  phone.status.sent_at = moment(phone.now());
}
