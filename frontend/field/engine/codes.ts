/** Signed codes, the twin of src/wanjia/kernel/codes.py; codes.json (made by pytest) keeps the two equal. */
import { hashes, verify } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { base32nopad, hex } from "@scure/base";
import { mod3736 } from "./checks";
import type { Flaw } from "./types";

hashes.sha512 = sha512; // no WebCrypto: engines of 2020 have no Ed25519

const DAY_MS = 86_400_000;
const EPOCH = Date.UTC(2020, 0, 1);
const SHAPE = /^WJ1:([A-Z])([A-Z2-7]{16})([0-9A-Z])([0-9A-F]{4})([0-9A-F]{2}):([A-Z2-7]{103})$/;

export type CodeKind = "P" | "H" | "S" | "D" | "R" | "G" | "V";

export interface Code {
  kind: CodeKind;
  tag: string;
  until: string; // last good day, YYYY-MM-DD
  key: number;
}

export type Read = { flaw: null; code: Code } | { flaw: Flaw; code: Code | null };

/** What stands after the last # of a link, else the text itself; trimmed and in capitals. */
export function bare(text: string): string {
  const link = /^[a-z]+:\/\/.*#(.*)$/is.exec(text.trim());
  return (link?.[1] ?? text).trim().toUpperCase();
}

/**
 * Reads and verifies. `keys`: raw public keys in hex by number; `today`: YYYY-MM-DD.
 * Whether the code was revoked, a list must say.
 */
export function readCode(text: string, keys: Readonly<Record<string, string>>, today: string): Read {
  const whole = bare(text);
  if (!whole.startsWith("WJ1:")) return { flaw: "not_ours", code: null };
  const parts = SHAPE.exec(whole);
  if (!parts) return { flaw: "incomplete", code: null };
  const [, kind = "", tag = "", check, until = "", key = "", signature = ""] = parts;
  if (mod3736(kind + tag) !== check) return { flaw: "incomplete", code: null };
  const code = takeApart(kind, tag, until, key);
  if (!code || !isSigned(whole, signature, keys[code.key])) return { flaw: "forged", code };
  return code.until < today ? { flaw: "expired", code } : { flaw: null, code };
}

function takeApart(kind: string, tag: string, until: string, key: string): Code | null {
  if (!"PHSDRGV".includes(kind)) return null;
  const day = new Date(EPOCH + parseInt(until, 16) * DAY_MS).toISOString().slice(0, 10);
  return { kind: kind as CodeKind, tag, until: day, key: parseInt(key, 16) };
}

function isSigned(text: string, signature: string, key: string | undefined): boolean {
  if (!key) return false;
  const signed = new TextEncoder().encode(text.slice(0, -signature.length - 1));
  try {
    return verify(base32nopad.decode(signature), signed, hex.decode(key), { zip215: false });
  } catch {
    return false; // a point that is none, bits that should be zero
  }
}

/** True for the shape of a device invitation; before enrolling there are no keys to verify it with. */
export function isInvitation(text: string): boolean {
  return bare(text).startsWith("WJ1:D");
}
