/** Which lines stand under the top bar, the most needed first. Pure, so that the order can be tested. */
import type { Status } from "../engine/types";

export const SKEW_SHOWN_MS = 2 * 60_000;

export type Strip =
  | { kind: "offline" }
  | { kind: "key" }
  | { kind: "over" }
  | { kind: "problem"; title: string; code: string; at: string }
  | { kind: "flagged"; n: number }
  | { kind: "notice"; id: string; text: string; text_en: string; at: string }
  | { kind: "skew"; minutes: number; slow: boolean };

/** `hidden`: ids of notices and moments of problems that the holder has put away. */
export function strips(status: Readonly<Status>, hidden: ReadonlySet<string>): Strip[] {
  const all: Strip[] = [];
  if (!status.online && status.offline_since !== null) all.push({ kind: "offline" });
  if (status.asks_new_key) all.push({ kind: "key" });
  if (status.phase === "over" && status.unsent > 0) all.push({ kind: "over" });
  const { problem } = status;
  if (problem && !status.asks_new_key && !hidden.has(problem.at)) all.push({ kind: "problem", ...problem });
  if (status.flagged > 0) all.push({ kind: "flagged", n: status.flagged });
  for (const notice of status.notices) if (!hidden.has(notice.id)) all.push({ kind: "notice", ...notice });
  const skew = status.skew_ms ?? 0;
  if (Math.abs(skew) >= SKEW_SHOWN_MS && !hidden.has("skew")) {
    all.push({ kind: "skew", minutes: Math.round(Math.abs(skew) / 60_000), slow: skew > 0 });
  }
  return all;
}
