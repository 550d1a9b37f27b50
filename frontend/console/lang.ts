/** The two languages of the console. Whatever is not English reads as Chinese, the default of every page. */
export type Lang = "zh" | "en";

/** The language of the page, told by `<html lang>`. */
export function langOf(doc: Document): Lang {
  return doc.documentElement.lang.toLowerCase().startsWith("en") ? "en" : "zh";
}
