/** One request to the server. Whatever is not plainly its answer counts as no answer: proxies and portals answer too. */
import { Problem } from "./types";

const LONGEST_MS = 25_000;

export interface Answer<T> {
  status: number;
  body: T;
  etag: string | null;
}

/** No network, a time-out, a gateway's page: nothing is known of what the server did. */
export class NoAnswer extends Error {}

/** The server said no. `after`: seconds to wait, where it said so. */
export class Refused extends Problem {
  constructor(
    readonly status: number,
    code: string,
    title: string,
    readonly after: number | null = null,
  ) {
    super(code, title);
  }
}

export interface Request {
  body?: unknown;
  key?: string | undefined;
  etag?: string | null;
  patience?: number; // ms
}

export type Ask = <T>(path: string, request?: Request) => Promise<Answer<T>>;

/** `base` is the server's address without a slash at its end, "" for our own. */
export function asker(fetch: typeof globalThis.fetch, base: string, language: () => string): Ask {
  return async <T>(path: string, { body, key, etag, patience = LONGEST_MS }: Request = {}) => {
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language() };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (key) headers["Authorization"] = `Bearer ${key}`;
    if (etag) headers["If-None-Match"] = etag;
    const call: RequestInit = { method: body === undefined ? "GET" : "POST", headers, credentials: "omit", cache: "no-store" };
    if (body !== undefined) call.body = JSON.stringify(body);
    return read<T>(await within(fetch, base + path, call, patience));
  };
}

interface Heard {
  answer: Response;
  text: string;
}

/** Headers and body both within the time: a phone at the edge of a cell gets the one and waits for the other. */
async function within(fetch: typeof globalThis.fetch, address: string, call: RequestInit, ms: number): Promise<Heard> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ms);
  try {
    const answer = await fetch(address, { ...call, signal: stop.signal });
    return { answer, text: await answer.text() };
  } catch (why) {
    throw new NoAnswer(String(why));
  } finally {
    clearTimeout(timer);
  }
}

function read<T>({ answer, text }: Heard): Answer<T> {
  const { status, headers } = answer;
  if (status === 304) return { status, body: null as T, etag: headers.get("ETag") };
  if (status === 502 || status === 504) throw new NoAnswer(`gateway ${status}`);
  const body = parsed(text);
  if (answer.ok && body) return { status, body: body as T, etag: headers.get("ETag") };
  if (answer.ok || answer.redirected) throw new NoAnswer("not our answer");
  const { code, title, detail } = (body ?? {}) as Record<string, string | undefined>;
  const after = Number(headers.get("Retry-After") ?? NaN);
  throw new Refused(status, code ?? `http.${status}`, title ?? detail ?? `HTTP ${status}`, Number.isFinite(after) ? after : null);
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
