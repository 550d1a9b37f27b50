import { beforeEach, expect, test } from "vitest";
import { either, lang, say, speak, words, type Key } from ".";

const keys = Object.keys(words.zh) as Key[];
const places = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

beforeEach(() => {
  localStorage.clear();
  speak("zh");
});

test("every key has words in both languages, with the same places to fill", () => {
  expect(Object.keys(words.en).sort()).toEqual([...keys].sort());
  for (const key of keys) {
    expect(words.zh[key].trim(), key).not.toBe("");
    expect(words.en[key].trim(), key).not.toBe("");
    if (key === "time.date" || key === "sweep.floor") continue;
    for (const form of words.en[key].split("|")) {
      const own = places(form);
      expect(places(words.zh[key]), key).toEqual(expect.arrayContaining(own));
    }
  }
});

test("the Chinese pleads with nobody, shouts at nobody and has no second form", () => {
  for (const key of keys) {
    expect(words.zh[key], key).not.toMatch(/您|温馨|亲爱|[!！]|\||(?<!邀)请/);
    expect(words.en[key], key).not.toMatch(/!|please|e\.g\.|i\.e\./i);
  }
});

test("each key stands in one list only, or one would hide the other", async () => {
  const { zh } = await import("./zh");
  const { zhWork } = await import("./zh-work");
  expect(Object.keys(zh).filter((key) => key in zhWork)).toEqual([]);
});

test("one person, two people", () => {
  speak("en");
  expect(say("log.people", { n: 1 })).toBe("1 person");
  expect(say("log.people", { n: 2 })).toBe("2 people");
});

test("the choice of language is kept on the phone", () => {
  speak("en");
  expect(localStorage.getItem("wanjia.field.lang")).toBe("en");
  expect(lang.value).toBe("en");
});

test("labels that come with the data follow the language, and Chinese stands in where there is no English", () => {
  speak("en");
  expect(either("体温", "Temperature")).toBe("Temperature");
  expect(either("体温", "")).toBe("体温");
});

test("no key is left over", () => {
  const files = import.meta.glob(["../*.{vue,ts}", "../{parts,screens,words}/*.{vue,ts}", "!../words/{zh,en}*.ts", "!../**/*.test.ts"], { query: "?raw", import: "default", eager: true });
  const source = Object.values(files).join("\n");
  // these are named by the data: flags, outcomes, needs, states
  const byData = /^(flaw|out|tag|card|care\.next|care\.guide|drop\.kind|role|outcome|flag|problem|log\.state|log\.kind|call|post)\./;
  expect(keys.filter((key) => !byData.test(key) && !source.includes(`"${key}"`) && !source.includes(`'${key}'`))).toEqual([]);
});
