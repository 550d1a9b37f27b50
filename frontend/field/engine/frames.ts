/** A text as a row of QR codes: shown again and again, caught in any order, by whoever looks. */
import { sha256 } from "@noble/hashes/sha2.js";
import { base32nopad } from "@scure/base";
import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";
import { Problem } from "./types";

const CHUNK = 600; // characters of the payload; with the head a QR of version 16 at level M
const FRAME = /^WH1:([A-Z2-7]{8}):(\d{1,4})\/(\d{1,4}):([A-Z2-7]+)$/;

export function framesOf(text: string): string[] {
  const packed = deflateSync(strToU8(text), { level: 9 });
  const payload = base32nopad.encode(packed);
  const transfer = nameOf(packed);
  const count = Math.max(1, Math.ceil(payload.length / CHUNK));
  return Array.from({ length: count }, (_, index) => {
    const chunk = payload.slice(index * CHUNK, (index + 1) * CHUNK);
    return `WH1:${transfer}:${index + 1}/${count}:${chunk}`;
  });
}

/** The transfer's name is the beginning of its own hash: a wrong piece is noticed when it is put together. */
const nameOf = (packed: Uint8Array): string => base32nopad.encode(sha256(packed).slice(0, 5));

/** Collects the frames of any number of transfers. */
export class Catcher {
  private readonly caught = new Map<string, Map<number, string>>();

  /** The whole text as soon as the last frame is there, else how many are. */
  take(frame: string): { text: string } | { have: number; of: number } {
    const [, transfer = "", index = "", count = "", chunk = ""] = FRAME.exec(frame.trim().toUpperCase()) ?? [];
    const of = Number(count);
    if (!transfer || Number(index) < 1 || Number(index) > of) throw new Problem("handover.unreadable", "Not a frame of a hand-over");
    const name = `${transfer}/${of}`;
    const pieces = this.caught.get(name) ?? new Map<number, string>();
    this.caught.set(name, pieces.set(Number(index), chunk));
    if (pieces.size < of) return { have: pieces.size, of };
    this.caught.delete(name);
    return { text: unpack(transfer, Array.from({ length: of }, (_, at) => pieces.get(at + 1)).join("")) };
  }
}

function unpack(transfer: string, payload: string): string {
  try {
    const packed = base32nopad.decode(payload);
    if (nameOf(packed) === transfer) return strFromU8(inflateSync(packed));
  } catch {
    // told below: damaged, whatever it was
  }
  throw new Problem("handover.damaged", "A frame was misread; scan them again");
}
