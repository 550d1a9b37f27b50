import type { Lang } from "./lang";
import { clockWords, leftWords, offsetMinutes, urgency } from "./time";

/**
 * Keeps `.clock[data-now]` and every `[data-due]` chip going, by the server's time: the page says when it was made,
 * and the machine's own clock only tells how long ago that was.
 * Returns the tick, to be called for what htmx brings.
 */
export function installClock(doc: Document, lang: Lang, machine: () => number): () => void {
  const clock = doc.querySelector<HTMLElement>(".clock[data-now]");
  const made = clock?.dataset["now"];
  const ahead = made === undefined ? 0 : Date.parse(made) - machine();

  const tick = () => {
    const now = machine() + ahead;
    if (clock && made !== undefined) showClock(clock, clockWords(now, offsetMinutes(made), lang));
    for (const chip of doc.querySelectorAll<HTMLElement>("[data-due]")) showLeft(chip, now, lang);
  };
  tick();
  return tick;
}

function showClock(clock: HTMLElement, words: { time: string; date: string }): void {
  write(clock.querySelector("b"), words.time);
  write(clock.querySelector("span"), words.date);
}

/** `data-due` is the limit, `data-from` the start that tells what its last quarter is; the words stand in the first span. */
function showLeft(chip: HTMLElement, now: number, lang: Lang): void {
  const { due = "", from } = chip.dataset;
  const limit = Date.parse(due);
  if (Number.isNaN(limit)) return;
  write(chip.querySelector("span"), leftWords(now, limit, lang));
  const state = urgency(now, limit, from === undefined ? null : Date.parse(from));
  // without a start the server's own judgement stays until the time is over
  if (from !== undefined || state === "late") {
    chip.classList.toggle("warn", state === "warn");
    chip.classList.toggle("late", state === "late");
  }
}

/** Writes only what has changed, so that a screen reader is not told the same minute again. */
function write(element: Element | null, words: string): void {
  if (element && element.textContent !== words) element.textContent = words;
}
