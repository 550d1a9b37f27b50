/** What a scanned or typed text is. Pure: all that it needs is the index, the keys and today. */
import { bare, readCode, type Code } from "./codes";
import { isShort } from "./checks";
import { isPerson, type Desk, type Home } from "./desk";
import { isResident, looksResident, modern, plain } from "./documents";
import type { Found, Identified } from "./types";

const TUBE = /^[A-Z0-9-]{4,40}$/;
const FLAWED_NOT_OURS: Identified = { what: "flawed", flaw: "not_ours", until: null };

/** For every kind of phone but the pre-check. */
export function identify(text: string, desk: Desk, today: string): Identified {
  const clean = plain(text);
  if (clean.startsWith("WH1:")) return { what: "handover", text: clean };
  const code = bare(clean);
  if (code.startsWith("WJ1:")) return ofCode(code, desk, today);
  return ofNumber(clean.replace(/\s+/g, ""), desk) ?? ofTube(clean, desk) ?? ofRest(text, clean);
}

/** A pre-check says whether a code is good and of which building, and nothing else, whatever was scanned. */
export function precheck(text: string, desk: Desk, today: string): Identified {
  const read = readCode(plain(text), desk.bundle?.keys ?? {}, today);
  if (read.flaw) return { what: "flawed", flaw: read.flaw, until: read.flaw === "expired" ? (read.code?.until ?? null) : null };
  if (desk.isRevoked(read.code.tag)) return { what: "flawed", flaw: "revoked", until: null };
  if (read.code.kind === "R") return ofRelease(read.code);
  if (read.code.kind === "G") return { what: "green", until: read.code.until };
  if (read.code.kind === "V") return ofTransport(read.code, desk, today);
  if (!"PH".includes(read.code.kind)) return FLAWED_NOT_OURS;
  return { what: "valid", building: desk.buildingOf(read.code.tag) };
}

function ofCode(text: string, desk: Desk, today: string): Identified {
  if (text.startsWith("WJ1:D")) return { what: "invitation", text }; // the server judges it
  const read = readCode(text, desk.bundle?.keys ?? {}, today);
  if (read.flaw) return { what: "flawed", flaw: read.flaw, until: read.flaw === "expired" ? (read.code?.until ?? null) : null };
  if (desk.isRevoked(read.code.tag)) return { what: "flawed", flaw: "revoked", until: read.code.until };
  return ofGood(read.code, desk);
}

function ofGood(code: Code, desk: Desk): Identified {
  if (code.kind === "R") return ofRelease(code);
  if (code.kind === "G") return { what: "green", until: code.until };
  if (code.kind === "V") return { what: "transport", until: code.until };
  if (code.kind === "S") return { what: "sheet", tag: code.tag };
  const one = desk.byTag(code.tag);
  return one ? ofOne(one) : { what: "elsewhere", tag: code.tag };
}

/** It is good for thirty days from the day on which somebody was let go: kernel.codes.VALID_DAYS. */
function ofRelease({ until }: Code): Identified {
  const since = new Date(Date.parse(`${until}T00:00Z`) - 30 * 86_400_000).toISOString().slice(0, 10);
  return { what: "release", since, until };
}

/** A good signature is not enough at a gate: the pass has to hold here, and to have begun. */
function ofTransport(code: Code, desk: Desk, today: string): Identified {
  const first = desk.bundle?.transport?.[code.tag];
  if (!first) return { what: "flawed", flaw: "other_area", until: null };
  if (first > today) return { what: "flawed", flaw: "not_yet", until: first };
  return { what: "transport", until: code.until };
}

function ofOne(one: Found | Home): Identified {
  return isPerson(one) ? { what: "person", found: one } : { what: "household", ...one };
}

/** A label of ours first: a range may look like any number. Then people, by what can be typed of them. */
function ofNumber(number: string, desk: Desk): Identified | null {
  if (desk.isOurTube(number)) return { what: "tube", code: number, ours: true };
  const full = /^\d{15}$/.test(number) ? modern(number) : number;
  const shorts = isShort(number) ? desk.byShort(number) : [];
  const found = shorts.length ? shorts : /^[A-Z0-9]{5,20}$/.test(full) ? desk.byDocument(full) : [];
  const [first] = found;
  if (first && found.length === 1) return ofOne(first);
  if (first) return { what: "several", found: found.flatMap((one) => (isPerson(one) ? [one] : peopleOf(one))) };
  return isResident(full) || looksResident(full) ? { what: "nobody", text: number } : null;
}

function peopleOf(home: Home): Found[] {
  return home.door.people.map((person) => ({ person, ...home }));
}

function ofTube(text: string, desk: Desk): Identified | null {
  return TUBE.test(text) ? { what: "tube", code: text, ours: desk.isOurTube(text) } : null;
}

/** A shop's or a health code is named for what it is; what somebody typed is a search. */
function ofRest(text: string, clean: string): Identified {
  const foreign = clean.includes("://") || clean.length > 40 || clean.startsWith("{");
  return foreign ? FLAWED_NOT_OURS : { what: "nobody", text: text.trim() };
}
