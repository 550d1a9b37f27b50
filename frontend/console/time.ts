import type { Lang } from "./lang";

const MINUTE = 60_000;
const DAYS: Record<Lang, readonly string[]> = {
  zh: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export type Urgency = "calm" | "warn" | "late";

/** How a limit stands: late once it is over, warn in the last quarter of the time that was given from the start. */
export function urgency(now: number, due: number, start: number | null): Urgency {
  if (now >= due) return "late";
  return start !== null && due - now <= (due - start) / 4 ? "warn" : "calm";
}

/**
 * Time left or over, in words: 剩 3时38分, 超 12分; 3 h 38 left, 12 min over.
 * Left is rounded up and over down, so that nothing is called over a moment too early.
 */
export function leftWords(now: number, due: number, lang: Lang): string {
  const over = now >= due;
  const minutes = over ? Math.floor((now - due) / MINUTE) : Math.ceil((due - now) / MINUTE);
  const length = lengthWords(minutes, lang);
  if (lang === "zh") return `${over ? "超" : "剩"} ${length}`;
  return `${length} ${over ? "over" : "left"}`;
}

function lengthWords(minutes: number, lang: Lang): string {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  if (lang === "zh") {
    if (days > 0) return `${days}天${hours}时`;
    return hours > 0 ? `${hours}时${rest}分` : `${rest}分`;
  }
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${rest}` : `${rest} min`;
}

/** Minutes that the written time is ahead of UTC; "…+08:00" gives 480. The page keeps the place's time, not the machine's. */
export function offsetMinutes(iso: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(iso) ?? [];
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -size : size;
}

/** Time and date of the bar: 14:22 and 3月31日 周四, or 31 Mar, Thu. */
export function clockWords(now: number, offset: number, lang: Lang): { time: string; date: string } {
  const there = new Date(now + offset * MINUTE);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = DAYS[lang][there.getUTCDay()] ?? "";
  const date =
    lang === "zh"
      ? `${there.getUTCMonth() + 1}月${there.getUTCDate()}日 ${day}`
      : `${there.getUTCDate()} ${MONTHS[there.getUTCMonth()] ?? ""}, ${day}`;
  return { time: `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`, date };
}
