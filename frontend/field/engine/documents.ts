/** Numbers of identity documents as typed or scanned; the bundle holds only the first bytes of their hash. */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "@scure/base";
import { residentCheck } from "./checks";

const OLD_CENTURY = new Set(["996", "997", "998", "999"]); // serials kept for those over 100 (GB 11643)

/** What a keyboard, a scanner or an input method made of a number: half-width, in capitals, no edges. */
export function plain(text: string): string {
  return text.normalize("NFKC").trim().toUpperCase();
}

/** 18 characters with a right check character. */
export function isResident(number: string): boolean {
  return /^\d{17}[\dX]$/.test(number) && residentCheck(number.slice(0, 17)) === number[17];
}

/** Looks like a resident number, right or wrong: 18 characters with a date of birth inside. */
export function looksResident(number: string): boolean {
  return /^\d{6}(18|19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dX]$/.test(number);
}

/** The 18 characters of a number of 15 digits, "" where it holds no date. */
export function modern(old: string): string {
  if (!/^\d{8}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}$/.test(old)) return "";
  const first17 = old.slice(0, 6) + (OLD_CENTURY.has(old.slice(12)) ? "18" : "19") + old.slice(6);
  return first17 + residentCheck(first17);
}

/** First four bytes of HMAC-SHA256, as the bundle gives them in `doc`. `salt`: hex. */
export function documentHash(number: string, salt: string): string {
  const key = hex.decode(salt);
  return hex.encode(hmac(sha256, key, new TextEncoder().encode(number.toUpperCase())).slice(0, 4));
}
