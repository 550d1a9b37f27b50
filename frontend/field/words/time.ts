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
