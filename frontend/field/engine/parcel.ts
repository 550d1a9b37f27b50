/** A hand-over as a file: sealed with a key made of a short word that one person reads to the other. */
import { Problem } from "./types";
import type { Bytes } from "./seal";

const MAGIC = new TextEncoder().encode("WH1F");
const SALT = 16;
const IV = 12;
const ROUNDS = 200_000;
const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"; // nothing that reads like something else
const WORD_LENGTH = 8;

/** Eight characters, each equally likely. */
export function newWord(): string {
  let word = "";
  while (word.length < WORD_LENGTH) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < LETTERS.length * 8) // 248: no remainder favours anybody
      word += LETTERS[byte % LETTERS.length] ?? "";
  }
  return word;
}

export async function pack(text: string, word: string): Promise<Blob> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT));
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const key = await keyOf(word, salt);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
  return new Blob([MAGIC, salt, iv, sealed], { type: "application/octet-stream" });
}

/** Raises Problem where the word or the file is not right: GCM does not tell which. */
export async function unpackFile(file: Blob, word: string): Promise<string> {
  const whole = new Uint8Array(await file.arrayBuffer());
  const start = MAGIC.length;
  try {
    if (!MAGIC.every((byte, index) => whole[index] === byte)) throw new Error("magic");
    const key = await keyOf(word, whole.slice(start, start + SALT));
    const iv = whole.slice(start + SALT, start + SALT + IV);
    const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, whole.slice(start + SALT + IV));
    return new TextDecoder().decode(clear);
  } catch {
    throw new Problem("handover.wrong_word", "Wrong word, or not a file of a hand-over");
  }
}

async function keyOf(word: string, salt: Bytes): Promise<CryptoKey> {
  const said = new TextEncoder().encode(word.toUpperCase().replace(/[^A-Z0-9]/g, ""));
  const raw = await crypto.subtle.importKey("raw", said, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
