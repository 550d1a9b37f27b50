/** How far this phone's clock is off. */
import type { Phone } from "./phone";

const LONGEST_MS = 10_000; // an answer that took longer says too little

/** The server received somewhere between sending and now: the middle is the best guess. */
export function measure(phone: Phone, received_at: string, sent: number): void {
  const received = Date.parse(received_at);
  const back = phone.now();
  if (Number.isNaN(received) || back < sent || back - sent > LONGEST_MS) return;
  phone.status.skew_ms = Math.round(received - (sent + back) / 2);
}
