// @vitest-environment node
/** The same verdicts as src/wanjia/kernel/codes.py: tests/kernel/test_codes_fixture.py makes and checks the vectors. */
import { describe, expect, test } from "vitest";
import { isShort, mod1110, mod3736, residentCheck } from "./checks";
import { bare, isInvitation, readCode } from "./codes";
import vectors from "./codes.json";
import { documentHash, isResident, looksResident, modern, plain } from "./documents";
import { hashOf } from "./log";

const keys = vectors.keys as Record<string, string>;
const good = vectors.codes.find((one) => one.flaw === null && one.code?.kind === "P")!.text;

describe("verdicts of Python", () => {
  test.each(vectors.codes.map((one) => [one.flaw ?? "good", one.text, one] as const))("%s: %s", (_flaw, text, one) => {
    expect(readCode(text, keys, vectors.today)).toEqual({ flaw: one.flaw, code: one.code });
  });

  test("check characters", () => {
    for (const [tag, check] of vectors.mod_37_36) expect(mod3736(tag!)).toBe(check);
    for (const [digits, check] of vectors.mod_11_10) expect(mod1110(digits!)).toBe(check);
    for (const [number, check] of vectors.residents) expect(residentCheck(number!)).toBe(check);
  });

  test("documents and spans", () => {
    for (const [old, number] of vectors.modern) expect(modern(old!)).toBe(number);
    for (const [number, hash] of vectors.documents) expect(documentHash(number!.toLowerCase(), vectors.salt)).toBe(hash);
    for (const [ids, hash] of vectors.spans) expect(hashOf(ids as string[])).toBe(hash);
  });
});

test("a code is what stands after the last # of a link", () => {
  expect(bare(`https://host/me/#${good}`)).toBe(good);
  expect(bare(`https://host/me/?a#b#${good.toLowerCase()}\r\n`)).toBe(good);
  expect(readCode(`https://host/me/#${good}`, keys, vectors.today).flaw).toBeNull();
  expect(isInvitation("https://host/field/#wj1:dABC")).toBe(true);
});

test("no other spelling of a signature is accepted: unused bits must be zero", () => {
  for (const other of "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") {
    if (other !== good.slice(-1)[0]) expect(readCode(good.slice(0, -1) + other, keys, vectors.today).flaw).toBe("forged");
  }
});

test("one wrong digit of a short number is always noticed", () => {
  for (const [digits, check] of vectors.mod_11_10) {
    const short = digits! + check;
    expect(isShort(short)).toBe(true);
    for (let at = 0; at < 8; at++) {
      for (const digit of "0123456789") {
        if (digit !== short[at]) expect(isShort(short.slice(0, at) + digit + short.slice(at + 1))).toBe(false);
      }
    }
  }
});

test("what an input method or a scanner makes of an ID number is the number", () => {
  const [first17, check] = vectors.residents[0]!;
  const number = first17! + check;
  const wide = [...number].map((char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).join("");
  expect(plain(` ${wide.toLowerCase()}\r\n`)).toBe(number);
  expect(isResident(number)).toBe(true);
  expect(looksResident(first17! + (check === "0" ? "1" : "0"))).toBe(true);
  expect(looksResident("123456789012345678")).toBe(false);
});
