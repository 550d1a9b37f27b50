/**
 * What the sampling desk does with what it reads. Nobody is lost between two scans: they queue. An answer that needs a
 * person (a repeat, a full tube) stays until it has one; capture itself is never refused.
 */
import { ref, shallowRef } from "vue";
import type { Building, Door, Engine, Flaw, Found, Who } from "../engine/types";
import { problemOf } from "../parts/fault";
import type { Ways } from "../parts/ways";
import { say } from "../words";
import { doorWord } from "../words/place";

export const TICK_MS = 900;

/** Shown over the whole screen. */
export type Answer =
  | { kind: "tick"; position: number; left: number; name: string; where: string; code: string }
  | { kind: "again"; who: Who; at: string | null; tube: string | null; here: boolean; same: boolean }
  | { kind: "full"; who: Who; capacity: number; code: string }
  | { kind: "cramped"; who: Who; of: number; left: number; code: string }
  | { kind: "flawed"; flaw: Flaw; until: string | null }
  | { kind: "other"; what: "nobody" | "invitation" | "sheet" | "handover" | "release"; text: string }
  | { kind: "no_tube" }
  | { kind: "failed"; title: string; code: string };

/** A question on a sheet from below. */
export type Ask =
  | { kind: "several"; found: Found[] }
  | { kind: "family"; door: Door; building: Building }
  | { kind: "elsewhere"; tag: string }
  | { kind: "swap"; code: string; ours: boolean }
  | { kind: "doubt"; code: string };

const STAYS: Answer["kind"][] = ["again", "full", "cramped", "failed"];

export type Desk = ReturnType<typeof useDesk>;

export function whoIs(found: Found): Who {
  return { subject: found.person.id, name: found.person.name, where: doorWord(found.building, found.door) };
}

export function useDesk(engine: Engine, feel: Ways["feel"]) {
  const answer = shallowRef<Answer | null>(null);
  const ask = shallowRef<Ask | null>(null);
  const waiting = shallowRef<Who | null>(null); // goes first into the next tube
  const note = ref(""); // one line about the tube
  const reminded = ref(0); // scans that came while an answer was wanted
  let lastRead = ""; // the card that raised an answer may stay before the camera
  let line: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Everything that changes the tube goes through here, one after the other. */
  function inLine(act: () => Promise<void>): Promise<void> {
    const next = line.then(act).catch(failed);
    line = next;
    return next;
  }

  function failed(error: unknown): void {
    show({ kind: "failed", ...problemOf(error) });
  }

  function show(next: Answer): void {
    clearTimeout(timer);
    answer.value = next;
    reminded.value = 0;
    if (next.kind === "tick") {
      feel.good();
      timer = setTimeout(() => answer.value === next && clear(), TICK_MS);
    } else if (next.kind === "again" || next.kind === "full" || next.kind === "cramped") feel.repeat();
    else feel.bad();
  }

  function clear(): void {
    clearTimeout(timer);
    answer.value = null;
  }

  function wantsAnswer(): boolean {
    return (
      (answer.value !== null && STAYS.includes(answer.value.kind)) ||
      (ask.value !== null && ask.value.kind !== "family")
    );
  }

  function remind(): void {
    reminded.value += 1;
    feel.repeat();
  }

  /** A text from the camera, the scanner or the keypad. */
  function take(text: string): Promise<void> {
    return inLine(async () => {
      if (wantsAnswer()) return text === lastRead ? undefined : remind();
      lastRead = text;
      const what = await engine.identify(text);
      if (what.what !== "flawed") clear();
      ask.value = null; // a door's family stays open only while its people are tapped
      switch (what.what) {
        case "person":
          return place(whoIs(what.found), false);
        case "household":
          return void (ask.value = { kind: "family", door: what.door, building: what.building });
        case "several":
          return void (ask.value = { kind: "several", found: what.found });
        case "elsewhere":
          return void (ask.value = { kind: "elsewhere", tag: what.tag });
        case "tube":
          return seeTube(what.code, what.ours);
        case "flawed":
          return show({ kind: "flawed", flaw: what.flaw, until: what.until });
        case "nobody":
          return seeUnknown(what.text);
        case "invitation":
        case "handover":
        case "release":
          return show({ kind: "other", what: what.what, text: "" });
        case "sheet":
          return show({ kind: "other", what: "sheet", text: "" });
        case "valid":
          return show({ kind: "other", what: "nobody", text });
      }
    });
  }

  function seeUnknown(text: string): void {
    if (engine.tube.open === null && text.length <= 40) ask.value = { kind: "doubt", code: text };
    else show({ kind: "other", what: "nobody", text });
  }

  async function seeTube(code: string, ours: boolean): Promise<void> {
    const open = engine.tube.open;
    if (open?.code === code) note.value = say("desk.same");
    else if (!open || open.people.length === 0 || open.people.length >= open.capacity) await change(code, ours);
    else ask.value = { kind: "swap", code, ours };
  }

  async function change(code: string, ours: boolean): Promise<void> {
    if (engine.tube.open) await engine.closeTube();
    await engine.openTube(code);
    ask.value = null;
    note.value = ours ? "" : say("desk.foreign");
    feel.good();
    const first = waiting.value;
    waiting.value = null;
    if (first) await place(first, false);
  }

  async function place(who: Who, force: boolean): Promise<void> {
    const open = engine.tube.open;
    if (!open) return show({ kind: "no_tube" });
    const same = open.people.some((one) => one.subject !== null && one.subject === who.subject);
    const added = await engine.add(who, force);
    if (added.outcome === "added") {
      note.value = "";
      if (ask.value?.kind !== "family") ask.value = null;
      show({
        kind: "tick",
        position: added.position,
        left: added.left,
        name: who.name,
        where: who.where,
        code: open.code,
      });
    } else if (added.outcome === "again") {
      show({ kind: "again", who, at: added.at, tube: added.tube, here: added.here, same });
    } else if (added.outcome === "full") show({ kind: "full", who, capacity: added.capacity, code: open.code });
    else if (added.outcome === "cramped") show({ kind: "cramped", who, of: added.of, left: added.left, code: open.code });
    else show({ kind: "no_tube" });
  }

  /** Somebody chosen by hand: from a search, a door, or written down without a record. */
  function put(who: Who): Promise<void> {
    return inLine(() => place(who, false));
  }

  /** The person at the desk says: swab all the same. */
  function force(): Promise<void> {
    return inLine(async () => {
      const now = answer.value;
      if (now?.kind !== "again" && now?.kind !== "full" && now?.kind !== "cramped") return;
      clear();
      await place(now.who, true);
    });
  }

  /** Full, or too full for the family: close it, and keep the person for the next tube. */
  function closeAndHold(): Promise<void> {
    return inLine(async () => {
      const now = answer.value;
      if (now?.kind !== "full" && now?.kind !== "cramped") return;
      waiting.value = now.who;
      clear();
      await shut();
    });
  }

  function closeTube(): Promise<void> {
    return inLine(shut);
  }

  async function shut(): Promise<void> {
    const open = engine.tube.open;
    if (!open) return;
    const entry = await engine.closeTube();
    note.value = entry
      ? say("desk.closed", { code: open.code, n: open.people.length })
      : say("desk.dropped", { code: open.code });
    feel.good();
  }

  /** A tube's number by hand, or the new tube that was asked about. */
  function openTube(code: string, ours: boolean): Promise<void> {
    return inLine(() => change(code, ours));
  }

  function typeTube(code: string): Promise<void> {
    return inLine(async () => {
      const what = await engine.identify(code);
      await seeTube(what.what === "tube" ? what.code : code, what.what === "tube" && what.ours);
    });
  }

  function undo(position: number): Promise<void> {
    return inLine(() => engine.undo(position));
  }

  function drop(): void {
    ask.value = null;
  }

  function forget(): void {
    waiting.value = null;
  }

  return {
    answer,
    ask,
    waiting,
    note,
    reminded,
    take,
    put,
    force,
    closeAndHold,
    closeTube,
    openTube,
    typeTube,
    undo,
    clear,
    drop,
    forget,
  };
}
