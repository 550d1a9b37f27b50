/** What the keypad makes of a key: the new text and what is to be said about it. No key is swallowed in silence. */
import { say } from "../words";

export const SHORT = 8;
export const DOCUMENT = 18;

export interface Typed {
  text: string;
  said: string;
}

export function press(text: string, key: string): Typed {
  if (key === "clear") return { text: "", said: "" };
  if (key === "delete") return { text: text.slice(0, -1), said: "" };
  if (text.length >= DOCUMENT) return { text, said: say("key.long") };
  if (key === "X" && text.length !== DOCUMENT - 1) return { text, said: say("key.x") };
  return { text: text + key, said: "" };
}

/** In groups, to be read back aloud: 1234 5678, and 6-8-4 for an identity number. */
export function grouped(text: string): string {
  if (text.length <= SHORT) return text.replace(/(\d{4})(?=.)/, "$1 ");
  return [text.slice(0, 6), text.slice(6, 14), text.slice(14)].filter(Boolean).join(" ");
}

/** Why a number cannot be what it was meant to be; it is looked up all the same. */
export function doubt(text: string): string {
  if (text === "") return say("key.empty");
  return text.length === SHORT || text.length === DOCUMENT ? "" : say("key.partial", { n: text.length });
}
