/** Small sentences of a carer's list: how long there is left, where the ladder stands. */
import type { Cared } from "../engine/types";
import { say, type Key } from "../words";
import { clock, span } from "../words/time";

/** "剩 71 分", "超 12 分". */
export function leftWord(due: string, now: Date): { text: string; over: boolean } {
  const over = Date.parse(due) < now.getTime();
  const time = over ? span(due, now) : span(now, new Date(due));
  return { text: say(over ? "care.over" : "care.left", { time }), over };
}

/** What was done last and when; what comes next, until when. Null while nothing climbs. */
export function climbWords(one: Cared, now: Date): { what: string; next: string; left: string } | null {
  const { climb } = one;
  if (!climb) return null;
  if (climb.life) return { what: say("care.life"), next: say("care.life.do"), left: "" };
  const at = clock(climb.at);
  if (climb.result === "met") return { what: say("care.met", { at }), next: say("care.desk"), left: "" };
  const what = climb.rung ? say("care.missed", { at }) : say("care.untried", { at });
  const next = say(`care.next.${climb.next || "desk"}` as Key, { at: clock(climb.due_at), name: one.backup || say("care.somebody") });
  return { what, next, left: leftWord(climb.due_at, now).text };
}
