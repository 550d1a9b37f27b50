import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hush, LASTS_MS, SAID_MS, tell, toast } from "./toast";

beforeEach(() => vi.useFakeTimers());
afterEach(() => (hush(), vi.useRealTimers()));

test("what can be taken back stays eight seconds, what was only said leaves the buttons below it sooner", () => {
  tell("已记 1 人。", () => undefined);
  vi.advanceTimersByTime(LASTS_MS - 1);
  expect(toast.value?.text).toBe("已记 1 人。");
  vi.advanceTimersByTime(1);
  expect(toast.value).toBeNull();
  tell("已撤销，留了一行");
  vi.advanceTimersByTime(SAID_MS);
  expect(toast.value).toBeNull();
});

test("the next line takes the place and the time of the one before", () => {
  tell("一");
  vi.advanceTimersByTime(SAID_MS - 1);
  tell("二", () => undefined);
  vi.advanceTimersByTime(SAID_MS);
  expect(toast.value?.text).toBe("二");
});
