/** A carer's list as she taps it: one tap each, the clock of the ladder, 120 always there, the card closing by itself. */
import { afterEach, expect, test, vi } from "vitest";
import { speak } from "../words";
import { check, createFake, inMinutes, someCare } from "./fake";
import { openApp, type Open } from "./testing";

let at: Open;
afterEach(() => {
  at?.app.unmount();
  vi.useRealTimers();
});

const people = () => createFake({ kind: "care" }).buildings;

test("who did not answer stands first, with the clock of the retry and the second person's name", async () => {
  at = await openApp({ kind: "care", offline: true });
  const card = at.app.find(".nx");
  expect(card.text()).toContain("3号楼502");
  expect(card.text()).toContain("再去一次");
  expect(card.text()).toMatch(/剩 1 时 1[01] 分/);
  expect(card.text()).toContain("第二人 华小暑");
  expect(at.app.find(".sum").text()).toContain("还有 3 人没有回音");
});

test("one tap: seen and well settles the check of its round", async () => {
  at = await openApp({ kind: "care" });
  const id = at.engine.care[1]!.found.person.id;
  await at.press("[data-well]");
  expect(at.engine.calls).toEqual([["serve", [id], "999999001001010003", { state: "well" }, 31]]);
  expect(at.app.find(".toast").text()).toContain("安好");
});

test("no answer after a call is the telephone's, without one the door's; she stays there with her clock", async () => {
  at = await openApp({ kind: "care" });
  await at.press("[data-none]");
  await at.press(".nx .c");
  await at.press("[data-none]");
  expect(at.engine.calls.map((one) => one[3])).toEqual(["nobody_home", "no_answer"]);
  expect(at.app.find(".nx").text()).toContain("3号楼502");
});

test("seen and in need: written down with the tap, 120 stands there until it is read", async () => {
  at = await openApp({ kind: "care" });
  await at.press("[data-help]");
  expect(at.engine.calls[0]?.[3]).toEqual({ state: "needs_help" });
  expect(at.app.find(".sheet a[href='tel:120']").exists()).toBe(true);
  await at.press("[data-read]");
  expect(at.app.find(".sheet").exists()).toBe(false);
});

test("120 is one tap away on every list, also an empty one", async () => {
  at = await openApp({ kind: "care", care: [] });
  expect(at.app.find("[data-120]").attributes("href")).toBe("tel:120");
  expect(at.text()).toContain("名单上没有人");
});

test("the task's own words are on the button", async () => {
  at = await openApp({ kind: "care" });
  await at.press("[data-person='999900100100000001']");
  expect(at.app.find("[data-well]").text()).toContain("制氧机换纯净水");
  expect(at.app.find(".checks").text()).toContain("已办");
});

test("the oxygen water at 18:00 with a relative on video: number and steps are there, the proof says so", async () => {
  at = await openApp({ kind: "care" });
  expect(at.app.find("[data-guide]").exists()).toBe(false); // the first has a call, no task
  await at.press("[data-person='999900100100000001']");
  const guide = at.app.find("[data-guide]").text();
  for (const word of ["陆*满", "微信", "12000003321", "17:00–21:00", "先关机"]) expect(guide).toContain(word);
  await at.press("[data-guided]");
  expect(at.app.find("[data-guided]").attributes("aria-pressed")).toBe("true");
  await at.press("[data-well]");
  expect(at.engine.calls.slice(-1)[0]?.[3]).toEqual({ state: "well", guided: "wechat" });
});

test("nobody opened although a relative guided: the attempt says both", async () => {
  at = await openApp({ kind: "care" });
  await at.press("[data-person='999900100100000001']");
  await at.press("[data-guided]");
  await at.press("[data-none]");
  expect(at.engine.calls.slice(-1)[0]?.slice(3)).toEqual(["nobody_home", "视频指导过", expect.any(Number)]);
});

test("the card is closed until somebody asks, and closes after a minute", async () => {
  at = await openApp({ kind: "care" });
  await at.press("[data-person='999900100100000001']");
  expect(at.text()).not.toContain("氨氯地平");
  vi.useFakeTimers();
  await at.press("[data-card]");
  expect(document.body.textContent).toContain("氨氯地平");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(document.body.textContent).not.toContain("氨氯地平");
});

test("all heard of: it says so and asks for nothing", async () => {
  const done = people();
  at = await openApp({
    kind: "care",
    care: someCare(done).slice(3, 4).map((one) => ({ ...one, checks: [check("welfare_call", 34, { state: "done", at: inMinutes(-3), said: "well" })] })),
  });
  expect(at.app.find(".sum").text()).toContain("都有回音了");
  expect(at.app.find("[data-well]").exists()).toBe(false);
});

test("in English too", async () => {
  at = await openApp({ kind: "care" });
  speak("en");
  await at.app.vm.$nextTick();
  expect(at.app.find(".nx").text()).toContain("Seen, needs help");
  expect(at.text()).toContain("3 people not heard of yet");
});
