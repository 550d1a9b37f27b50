/** Small sentences about people and doors that several parts share. */
import type { Attempt, Obligation, Person } from "../engine/types";
import type { Stop, Subject } from "../screens/walk";
import { visits } from "../screens/walk";
import { either, isKey, list, say } from "../words";
import { when } from "../words/time";

export function doneWord(obligation: Obligation | undefined): string {
  return either(obligation?.done_word ?? "", obligation?.done_word_en ?? "");
}

/** The most urgent need in a word, with the age of somebody over 80: 81 独居. */
export function tagOf(person: Person): string {
  const tag = person.tags[0];
  const word = tag ? (isKey(`tag.${tag}`) ? say(`tag.${tag}` as never) : tag) : "";
  const age = person.age !== null && person.age >= 80 ? String(person.age) : "";
  return [age, word].filter(Boolean).join(" ");
}

/** Whom a door is called by: the most urgent of those who are still open, else whoever comes first. */
export function nameOf(stop: Stop): string {
  const urgent = [...stop.open].sort((a, b) => urgency(b) - urgency(a));
  return (urgent[0] ?? stop.subjects[0])?.name ?? "";
}

export function tagsOf(stop: Stop): string {
  const urgent = [...stop.open].sort((a, b) => urgency(b) - urgency(a))[0];
  if (urgent?.person) return tagOf(urgent.person);
  return stop.door?.people.map(tagOf).find(Boolean) ?? "";
}

function urgency(one: Subject): number {
  return (one.person?.tags.length ? 1 : 0) + ((one.person?.age ?? 0) >= 80 ? 0.5 : 0);
}

/** "08:40、11:15 没人", with what was said, the last outcome last. */
export function triedWord(tries: readonly Attempt[], now: Date): string {
  return visits(tries)
    .map((one) => {
      const times = list(one.times.map((at) => when(at, now)));
      const word = one.outcome === "later" && one.notes.length ? "" : say(`out.${one.outcome}`);
      return [times, word, list(one.notes)].filter(Boolean).join(" ");
    })
    .join(either("；", "; "));
}
