/** All texts of the field app. Chinese is the default; the choice is kept on the phone. */
import { computed, ref } from "vue";
import { en } from "./en";
import { enWork } from "./en-work";
import { zh } from "./zh";
import { zhWork } from "./zh-work";

export type Lang = "zh" | "en";
export type Key = keyof typeof zh | keyof typeof zhWork;
export type Values = Record<string, string | number>;

const KEPT = "wanjia.field.lang";

export const words: Record<Lang, Record<Key, string>> = { zh: { ...zh, ...zhWork }, en: { ...en, ...enWork } };

export const lang = ref<Lang>(kept());
export const htmlLang = computed(() => (lang.value === "zh" ? "zh-Hans" : "en"));

/** Switches the language of everything on the screen and keeps it. */
export function speak(to: Lang): void {
  lang.value = to;
  try {
    localStorage.setItem(KEPT, to);
  } catch {
    // private windows may have no store: the choice then lasts as long as the page
  }
}

/** The text of a key in the chosen language, its {places} filled in. "one|many" is chosen by `n`. */
export function say(key: Key, values: Values = {}): string {
  const forms = words[lang.value][key].split("|");
  const text = (values["n"] === 1 ? forms[0] : forms[forms.length - 1]) ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Is there a text for what the server has named? Its codes may be newer than this app. */
export function isKey(text: string): text is Key {
  return text in words.zh;
}

/** The label that the data brings along in the chosen language. */
export function either(chinese: string, english: string): string {
  return lang.value === "en" && english ? english : chinese;
}

/** A word of the data at the beginning of a line: Swabbed today. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Between two parts of one line. */
export function comma(): string {
  return either("，", ", ");
}

/** Names one after the other: 陈*立、汤*夏. */
export function list(names: readonly string[]): string {
  return names.join(lang.value === "zh" ? "、" : ", ");
}

function kept(): Lang {
  try {
    return localStorage.getItem(KEPT) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}
