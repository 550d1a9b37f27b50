import { describe, expect, test } from "vitest";
import { clockWords, leftWords, offsetMinutes, urgency } from "./time";

const at = (iso: string) => Date.parse(iso);
const DUE = at("2022-03-31T18:00:00+08:00");

describe("time left", () => {
  test.each([
    ["2022-03-31T17:17:00+08:00", "剩 43分", "43 min left"],
    ["2022-03-31T14:22:00+08:00", "剩 3时38分", "3 h 38 left"],
    ["2022-03-29T15:00:00+08:00", "剩 2天3时", "2 d 3 h left"],
    ["2022-03-31T18:12:30+08:00", "超 12分", "12 min over"],
    ["2022-03-31T20:22:00+08:00", "超 2时22分", "2 h 22 over"],
    ["2022-03-31T17:59:59+08:00", "剩 1分", "1 min left"],
  ])("at %s it reads %s / %s", (now, zh, en) => {
    expect(leftWords(at(now), DUE, "zh")).toBe(zh);
    expect(leftWords(at(now), DUE, "en")).toBe(en);
  });
});

test("the last quarter warns, the moment itself is late, and without a start nothing warns", () => {
  const start = at("2022-03-31T06:00:00+08:00");
  expect(urgency(at("2022-03-31T14:59:00+08:00"), DUE, start)).toBe("calm");
  expect(urgency(at("2022-03-31T15:00:00+08:00"), DUE, start)).toBe("warn");
  expect(urgency(DUE, DUE, start)).toBe("late");
  expect(urgency(DUE - 1, DUE, null)).toBe("calm");
});

test("the clock shows the place's time, over midnight UTC too", () => {
  const now = at("2022-04-01T06:05:00+08:00");
  expect(clockWords(now, offsetMinutes("2022-04-01T06:05:00+08:00"), "zh")).toEqual({ time: "06:05", date: "4月1日 周五" });
  expect(clockWords(now, 480, "en")).toEqual({ time: "06:05", date: "1 Apr, Fri" });
  expect(offsetMinutes("2022-04-01T06:05:00-03:30")).toBe(-210);
  expect(offsetMinutes("2022-04-01T06:05:00Z")).toBe(0);
});
