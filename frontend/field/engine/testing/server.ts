/** A server as docs/field.md and the contract describe it, in memory, with bad weather on the way to it. */
import type { Bundle } from "../bundle";
import { hashOf, type Span } from "../log";
import type { Kind } from "../types";

export type Weather = "good" | "request lost" | "answer lost" | "busy" | "gateway" | "portal" | "forgets some";

type Json = Record<string, unknown>;
type Said = { status: number; body: Json | null; headers?: Record<string, string> };

interface Known {
  number: number;
  uuid: string;
  kind: Kind;
  wiped: boolean;
  ends_at: string | null;
}

export interface Kept {
  body: Json;
  seen: number; // the true time, corrected by the phone's clock
  times: number; // how often it was sent
}

export class FakeServer {
  readonly records = new Map<string, Kept>();
  readonly counts = new Map<string, Json>();
  readonly hands = new Map<string, Json>();
  delivery: Bundle["delivery"]; // what the news tell of it
  readonly conflicts: string[] = [];
  readonly voids = new Map<string, Json>();
  readonly logs = new Map<string, { made: number; unsent: number; here: number }>();
  readonly requests: { path: string; body: Json | null }[] = [];
  readonly devices = new Map<string, Known>(); // by key
  weather: (path: string) => Weather = () => "good";
  malformed: (body: Json) => string = () => "";
  flags: (body: Json) => string[] = () => [];
  unreadable: (body: Json) => boolean = () => false;
  outcome = "done";
  wipe = false;
  etag = 1;
  retryAfter = "2";
  private kinds: Kind[] = [];

  constructor(
    private readonly now: () => number,
    readonly lists: Bundle,
  ) {}

  invite(kind: Kind): number {
    return this.kinds.push(kind);
  }

  readonly fetch = async (address: RequestInfo | URL, call: RequestInit = {}): Promise<Response> => {
    const path = String(address);
    const weather = this.weather(path);
    await pause();
    if (weather === "request lost") throw new TypeError("no network");
    if (weather === "gateway") return new Response("<h1>Bad gateway</h1>", { status: 502 });
    if (weather === "portal") return new Response("<h1>Free Wi-Fi</h1>", { status: 200 });
    if (weather === "busy") return answer({ status: 503, body: { code: "busy", title: "忙" }, headers: { "Retry-After": this.retryAfter } });
    const said = this.serve(path, call, weather === "forgets some");
    await pause();
    if (weather === "answer lost") throw new TypeError("connection reset");
    return answer(said);
  };

  private serve(path: string, call: RequestInit, forgets: boolean): Said {
    const body = call.body ? (JSON.parse(String(call.body)) as Json) : null;
    this.requests.push({ path, body });
    if (path === "/api/v1/field/enrol") return this.enrol(body!);
    const headers = call.headers as Record<string, string>;
    const key = (headers["Authorization"] ?? "").replace("Bearer ", "");
    const known = this.devices.get(key);
    if (!known) return { status: 401, body: { code: "access.no_key", title: "没有钥匙" } };
    if (path.startsWith("/api/v1/field/news")) return ok(this.news(known));
    if (path === "/api/v1/field/bundle") return this.bundle(known, headers["If-None-Match"]);
    if (path === "/api/v1/records") return this.take(body!, forgets);
    if (path === "/api/v1/field/counts") return ok(this.takeAside(body!["counts"] as Json[], this.counts));
    if (path === "/api/v1/field/hands") return ok(this.takeAside(body!["hands"] as Json[], this.hands));
    if (path === "/api/v1/field/log") return ok(this.log(known, body!));
    known.wiped = true;
    return ok({});
  }

  private enrol(body: Json): Said {
    const number = [...this.devices.values()].length + 1;
    const kind = this.kinds[number - 1] ?? "desk";
    const uuid = String(body["device"]);
    for (const [key, old] of this.devices) if (old.uuid === uuid) this.devices.delete(key);
    const key = `wj_${number}_${Math.random()}`;
    this.devices.set(key, { number, uuid, kind, wiped: false, ends_at: null });
    return ok({ key, device: this.card(this.devices.get(key)!), received_at: this.time() });
  }

  private card(known: Known): Json {
    return { ...this.lists.device, number: known.number, kind: known.kind, ...(known.ends_at ? { ends_at: known.ends_at } : {}) };
  }

  private bundle(known: Known, etag: string | undefined): Said {
    const tag = `"${this.etag}"`;
    if (this.now() >= Date.parse(String(this.card(known)["ends_at"]))) return { status: 403, body: { code: "devices.shift_over", title: "班次结束" } };
    if (etag === tag) return { status: 304, body: null, headers: { ETag: tag } };
    return { ...ok({ ...this.lists, at: this.time(), device: this.card(known), wipe: this.wipe }), headers: { ETag: tag } };
  }

  private news(known: Known): Json {
    return { at: this.time(), wipe: this.wipe, ends_at: this.card(known)["ends_at"], targets: this.targets(), attempts: [], revoked: [], notices: [], ...(this.delivery ? { delivery: this.delivery } : {}) };
  }

  private targets(): Json {
    const done = new Map<string, Json>();
    for (const { body } of this.records.values()) {
      const people = body["kind"] === "tube" ? (body["people"] as (string | Json)[]) : body["kind"] === "proof" ? [body] : [];
      for (const one of people) {
        const subject = typeof one === "string" ? one : String(one["subject"]);
        done.set(subject, { s: "done", at: body["seen_at"], tube: body["code"] ?? null });
      }
    }
    return Object.fromEntries(Object.entries(this.lists.targets ?? {}).map(([subject, open]) => [subject, done.get(subject) ?? open]));
  }

  private take(body: Json, forgets: boolean): Said {
    const records = body["records"] as Json[];
    if (records.some(this.unreadable)) return { status: 400, body: { code: "bad", title: "不是一批" } };
    const offset = this.now() - Date.parse(String(body["sent_at"]));
    const named = records.map((record, position) => ({ position, ...this.one(record, offset) }));
    const receipts = forgets ? named.filter((_, index) => index % 2 === 0) : named.reverse();
    return ok({ received_at: this.time(), receipts });
  }

  private one(record: Json, offset: number): Json {
    const id = String(record["id"]);
    const why = this.malformed(record);
    if (why) return { outcome: "malformed", id, why };
    const known = this.records.get(id);
    const same = known && JSON.stringify(known.body) === JSON.stringify(record);
    if (known && !same) this.conflicts.push(id);
    if (known) known.times += 1;
    else this.records.set(id, { body: record, seen: Date.parse(String(record["seen_at"])) + offset, times: 1 });
    const flags = this.flags(record);
    return { outcome: known ? (same ? "repeat" : "conflict") : this.outcome, id, ...(flags.length ? { flags } : {}) };
  }

  /** What stands in no log: counts of people, boxes and parcels. */
  private takeAside(told: Json[], kept: Map<string, Json>): Json {
    const receipts = told.map((one) => {
      const id = String(one["id"]);
      const outcome = kept.has(id) ? "repeat" : "done";
      kept.set(id, one);
      return { id, outcome };
    });
    return { received_at: this.time(), receipts };
  }

  private log(known: Known, body: Json): Json {
    const voids = body["voids"] as { id: string }[];
    for (const one of voids) this.voids.set(one.id, one);
    const isHere = (id: string) => this.records.has(id);
    const memory = (this.spans[known.uuid] ??= {});
    const want: Json[] = [];
    const confirmed: Span[] = [];
    const missing: string[] = [];
    for (const span of body["spans"] as Span[]) {
      if (span.ids && hashOf(span.ids) === span.hash) memory[span.first] = span as Required<Span>;
      const kept = memory[span.first];
      if (kept?.hash !== span.hash) want.push({ first: span.first, last: span.last });
      else {
        const gone = kept.ids.filter((id) => !isHere(id) && !this.voids.has(id));
        if (gone.length) missing.push(...gone);
        else confirmed.push({ first: span.first, last: span.last, hash: span.hash });
      }
    }
    const here = Object.values(memory).flatMap((span) => span.ids).filter(isHere).length;
    this.logs.set(known.uuid, { made: Number(body["made"]), unsent: Number(body["unsent"]), here });
    return { received_at: this.time(), here, confirmed, want, missing, wipe: this.wipe };
  }

  readonly spans: Record<string, Record<number, Required<Span>>> = {};

  private time(): string {
    return new Date(this.now()).toISOString();
  }
}

const ok = (body: Json): Said => ({ status: 200, body });
const pause = () => new Promise((done) => setTimeout(done, 0));

function answer({ status, body, headers }: Said): Response {
  return new Response(status === 304 ? null : JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
}
