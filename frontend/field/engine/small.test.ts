/** Scanner keys, the camera's repeats, sounds: with the browser's objects, or without them. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { once, openCamera } from "./camera";
import { feel, wakeSound } from "./feedback";
import { uuid7 } from "./moments";
import { installWedge } from "./wedge";

describe("a scanner that types", () => {
  let now = 0;
  let told: string[] = [];
  let stop = (): void => undefined;
  afterEach(() => stop());
  beforeEach(() => {
    document.body.innerHTML = '<input id="field">';
    told = [];
  });
  const type = (text: string, gap: number, target: EventTarget = document.body) => {
    for (const key of [...text, "Enter"]) {
      now += gap;
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      const goes = target.dispatchEvent(event);
      if (goes && key.length === 1 && target instanceof HTMLInputElement) target.value += key;
      if (key === "Enter") return goes;
    }
    return true;
  };

  test("is told apart from a person by its pace", () => {
    stop = installWedge(document, (text) => told.push(text), () => now);
    expect(type("T-70388", 10)).toBe(false);
    now += 500;
    expect(type("T-70388", 150)).toBe(true);
    now += 500;
    type("abc", 10); // shorter than any code
    expect(told).toEqual(["T-70388"]);
    stop();
    type("T-70389", 10);
    expect(told).toHaveLength(1);
  });

  test("leaves nothing behind in a field, and what a person typed before stays", () => {
    stop = installWedge(document, (text) => told.push(text), () => now);
    const field = document.querySelector<HTMLInputElement>("#field")!;
    field.value = "王";
    now += 1000;
    type("WJ1:PABC", 8, field);
    expect(field.value).toBe("王");
    expect(told).toContain("WJ1:PABC");
  });

  test("is not cut in two by a pause in the middle of a code, as radios make them", () => {
    stop = installWedge(document, (text) => told.push(text), () => now);
    const press = (text: string, gap: number) => {
      for (const key of text) {
        now += gap;
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      }
    };
    press("WJ1:PABCD", 12);
    now += 200;
    type("EFGH", 12);
    expect(told).toEqual(["WJ1:PABCDEFGH"]);
    now += 500;
    press("12", 12); // too little to be a burst: a person's next key does not join it
    now += 200;
    type("345", 150);
    expect(told).toHaveLength(1);
  });

  test("is judged by when its keys were hit, however late a busy phone hears of them", () => {
    stop = installWedge(document, (text) => told.push(text));
    let late = 0;
    vi.spyOn(performance, "now").mockImplementation(() => (late += 400));
    for (const [at, key] of [..."T-70390", "Enter"].entries()) {
      const event = new KeyboardEvent("keydown", { key, bubbles: true });
      Object.defineProperty(event, "timeStamp", { value: 1000 + at * 10 });
      document.body.dispatchEvent(event);
    }
    expect(told).toEqual(["T-70390"]);
    vi.restoreAllMocks();
  });

  test("a key by hand long before the burst does not belong to it", () => {
    stop = installWedge(document, (text) => told.push(text), () => now);
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "x", bubbles: true }));
    now += 400;
    type("T-70001", 5);
    expect(told[0]).toBe("T-70001");
  });
});

test("a code in sight is told once; again after two seconds without it", () => {
  let now = 0;
  const told: number[] = [];
  const see = once(() => told.push(now), () => now);
  for (; now < 5000; now += 100) see("A");
  expect(told).toEqual([0]);
  now += 2000;
  see("A");
  see("B");
  expect(told).toHaveLength(3);
});

test("a phone without a camera or without a secure address says why", async () => {
  const video = document.createElement("video");
  await expect(openCamera(video, () => undefined)).rejects.toMatchObject({ reason: expect.stringMatching(/insecure|missing/) as string });
});

test("signs are felt where the phone can, and nothing breaks where it can't", () => {
  const vibrate = vi.fn();
  vi.stubGlobal("navigator", { vibrate });
  feel("success");
  feel("repeat");
  feel("flawed");
  feel("flawed", { sound: false, buzz: false });
  expect(vibrate.mock.calls).toEqual([[60], [[300, 100, 300]], [[80, 60, 80, 60, 80]]]);
  vi.stubGlobal("navigator", {});
  expect(() => (feel("success"), wakeSound())).not.toThrow();
  vi.unstubAllGlobals();
});

test("ids are UUIDs of version 7, in the order of their moments, never the same", () => {
  const ids = Array.from({ length: 1000 }, (_, at) => uuid7(1_648_700_000_000 + at));
  expect(new Set(ids).size).toBe(1000);
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a scanner is understood under an input method for Chinese, which hides the keys", () => {
  const told: string[] = [];
  let now = 0;
  const stop = installWedge(document, (text) => told.push(text), () => (now += 10));
  const codes = ["KeyT", "Minus", "Digit7", "Numpad0", "Digit3", "Digit8", "Digit8", "Semicolon"];
  for (const code of codes) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Process", code, shiftKey: code === "Semicolon", bubbles: true }));
  }
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  expect(told).toEqual(["T-70388:"]);
  stop();
});
