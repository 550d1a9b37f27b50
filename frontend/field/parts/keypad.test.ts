import { expect, test } from "vitest";
import { doubt, grouped, press } from "./keypad";

const KEYS = [..."0123456789", "X", "delete", "clear"];

test("no key is swallowed in silence: it changes the number or says why not", () => {
  for (const text of ["", "1", "1234567", "12345678", "12345678901234567", "123456789012345678"]) {
    for (const key of KEYS) {
      const next = press(text, key);
      const isNothingToDelete = text === "" && (key === "delete" || key === "clear");
      expect(next.text !== text || next.said !== "" || isNothingToDelete, `${text} ${key}`).toBe(true);
    }
  }
});

test("X only at the end of an identity number", () => {
  expect(press("1234", "X").said).toBe("X 只在身份证最后一位");
  expect(press("9999012022033100".padEnd(17, "0"), "X").text).toMatch(/X$/);
});

test("numbers of an unusual length are named, not refused", () => {
  expect(doubt("1234567")).toContain("现在 7 位");
  expect(doubt("12345678")).toBe("");
  expect(doubt("")).toBe("还没有输");
});

test("in groups that can be read aloud", () => {
  expect(grouped("1234")).toBe("1234");
  expect(grouped("12345678")).toBe("1234 5678");
  expect(grouped("99990119360101002X")).toBe("999901 19360101 002X");
});
