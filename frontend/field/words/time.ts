/** Moments in the words of the screens. Always the phone's own zone; `now` is an argument. */
import { lang, say } from ".";

const MINUTE = 60_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (n: number) => String(n).padStart(2, "0");

/** 14:22 */
export function clock(moment: string | Date): string {
  const at = new Date(moment);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** 14:22:08, for the line of the last person */
export function clockSeconds(moment: string | Date): string {
  return `${clock(moment)}:${two(new Date(moment).getSeconds())}`;
}

/** 3月31日, 31 Mar */
export function day(moment: string | Date): string {
  const at = new Date(moment);
  const month = at.getMonth();
  return say("time.date", { d: at.getDate(), month: lang.value === "zh" ? `${month + 1}月` : (MONTHS[month] ?? "") });
}

/** The day that `day` has written, at midnight: the first such day from `from` on. Null where the text names none. */
export function dayIn(text: string, from: Date): Date | null {
  const said = /(\d{1,2})月(\d{1,2})日/.exec(text);
  const told = new RegExp(`(\\d{1,2}) (${MONTHS.join("|")})`).exec(text);
  const [month, date] = said ? [Number(said[1]) - 1, Number(said[2])] : [MONTHS.indexOf(told?.[2] ?? ""), Number(told?.[1])];
  if (month < 0) return null;
  const today = new Date(from.getFullYear(), from.getMonth(), from.getDate());
  const then = new Date(from.getFullYear(), month, date);
  return then < today ? new Date(from.getFullYear() + 1, month, date) : then;
}

/** 2022-04-02, as a field for a day has it; so many days after `now`. */
export function dateOf(now: Date, days = 0): string {
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function isSameDay(moment: string | Date, now: Date): boolean {
  return new Date(moment).toDateString() === now.toDateString();
}

/** 14:22 today, else with its day */
export function when(moment: string | Date, now: Date): string {
  return isSameDay(moment, now) ? clock(moment) : `${day(moment)} ${clock(moment)}`;
}

/** 41 分, 3 时 38 分: how long it has been, whole minutes */
export function span(from: string | Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - new Date(from).getTime()) / MINUTE));
  if (minutes < 60) return say("time.minutes", { n: minutes });
  return say("time.hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
}
