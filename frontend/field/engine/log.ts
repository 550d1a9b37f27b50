/** The numbered log: what this phone says that it made, compared with what is there, in blocks of 64 by hash. */
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "@scure/base";
import { moment } from "./moments";
import type { Phone } from "./phone";
import type { Item, Plain } from "./rows";
import { measure } from "./skew";

export const SPAN = 64;
const MOST_SPANS = 70; // with their ids in one call: the server takes 5,000 ids
const ROUNDS = 3; // asking again for what the server wants; more would be a loop

export interface Span {
  first: number;
  last: number;
  hash: string;
  ids?: string[];
}

interface LogAnswer {
  received_at: string;
  here: number;
  confirmed?: Span[];
  want?: { first: number; last: number }[];
  missing?: string[];
  wipe?: boolean;
}

/** Blocks 1–64, 65–128 … of a log whose ids stand in the order of their numbers. */
export function spansOf(ids: readonly string[]): Required<Span>[] {
  const spans: Required<Span>[] = [];
  for (let start = 0; start < ids.length; start += SPAN) {
    const block = ids.slice(start, start + SPAN);
    spans.push({ first: start + 1, last: start + block.length, hash: hashOf(block), ids: block });
  }
  return spans;
}

/** SHA-256 over the ids in the order of their numbers, joined by a line feed. */
export function hashOf(ids: readonly string[]): string {
  return hex.encode(sha256(new TextEncoder().encode(ids.join("\n"))));
}

/** Compares books. Ids that the server holds are named by it, those that it has lost are sent once more. */
export async function syncLog(phone: Phone): Promise<void> {
  const confirmed = (await phone.store.fact<Record<string, string>>("confirmed")) ?? {};
  const calls = ROUNDS + Math.ceil(phone.status.made / SPAN / MOST_SPANS);
  let told = 0; // blocks up to here were in a call with their ids
  for (let call = 0; call < calls; call++) {
    const own = phone.book.own();
    const spans = spansOf(own.map((item) => item.id));
    const isKnown = (span: Span) => confirmed[span.first] === span.hash;
    const open = spans.filter((span) => !isKnown(span) && span.first > told).slice(0, MOST_SPANS);
    const answer = await post(phone, own, [...spans.filter(isKnown), ...open], isKnown);
    await learn(phone, spans, confirmed, answer);
    await phone.alone(() => phone.store.keep("confirmed", confirmed));
    told = answer.want?.length ? 0 : Math.max(told, ...open.map((span) => span.first));
    if (!answer.want?.length && !spans.some((span) => !isKnown(span) && span.first > told)) return;
  }
}

async function post(phone: Phone, own: Item[], spans: Required<Span>[], isKnown: (span: Span) => boolean): Promise<LogAnswer> {
  const sent = phone.now();
  const body = {
    sent_at: moment(sent),
    made: own.length,
    unsent: own.filter((item) => item.state === "waiting" || item.state === "malformed").length,
    voids: own.filter((item) => item.state === "void").map(({ number, id, voided_at: at }) => ({ number, id, at })),
    spans: spans.map(({ ids, ...span }) => (isKnown({ ...span }) ? span : { ...span, ids })),
  };
  const { body: answer } = await phone.ask<LogAnswer>("/api/v1/field/log", { key: phone.session?.key, body });
  measure(phone, answer.received_at, sent);
  phone.status.here = answer.here;
  if (answer.wipe) phone.wipeAsked = true;
  return answer;
}

/** A block is there when its hash is confirmed; of one that lacks something, whatever is not missing is there. */
async function learn(phone: Phone, spans: Required<Span>[], confirmed: Record<string, string>, answer: LogAnswer): Promise<void> {
  const missing = new Set(answer.missing);
  const wanted = new Set((answer.want ?? []).map((span) => span.first));
  const whole = new Map((answer.confirmed ?? []).map((span) => [span.first, span.hash]));
  const there: string[] = [];
  for (const span of spans) {
    const isWhole = whole.get(span.first) === span.hash;
    if (isWhole) confirmed[span.first] = span.hash;
    else delete confirmed[span.first];
    const isChecked = isWhole || (!wanted.has(span.first) && span.ids.some((id) => missing.has(id)));
    if (isChecked) there.push(...span.ids);
  }
  await phone.alone(() => phone.patch(changesOf(phone, there, missing)));
}

function changesOf(phone: Phone, there: string[], missing: ReadonlySet<string>): Map<string, Partial<Plain>> {
  const changes = new Map<string, Partial<Plain>>();
  for (const id of there) {
    const item = phone.book.items.get(id);
    if (item?.state === "waiting" && !missing.has(id)) changes.set(id, { state: "sent", named_at: moment(phone.now()) });
  }
  for (const id of missing) {
    const item = phone.book.items.get(id);
    if (item?.state === "sent" && !item.again) changes.set(id, { state: "waiting", again: true });
  }
  return changes;
}

/** Anything to tell since the last time? */
export function logSign(phone: Phone): string {
  const { made, unsent, flagged } = phone.status;
  return `${made} ${unsent} ${flagged} ${phone.book.own().filter((item) => item.state === "void").length}`;
}
