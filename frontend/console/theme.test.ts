import { beforeEach, expect, test } from "vitest";
import { installTheme, KEY, shown } from "./theme";

let doc: Document;
beforeEach(() => {
  doc = document.implementation.createHTMLDocument();
  doc.body.innerHTML = `<button data-theme-toggle><i>明/暗</i></button>`;
  localStorage.clear();
  delete document.documentElement.dataset["theme"];
});

const press = () => doc.querySelector("i")!.dispatchEvent(new Event("click", { bubbles: true }));

test("without a choice the page follows the system", () => {
  expect(shown(doc.documentElement, true)).toBe("dark");
  expect(shown(doc.documentElement, false)).toBe("light");
});

test("a press turns the page over and the next page starts with it", async () => {
  installTheme(doc, localStorage, () => true);
  press();
  expect(doc.documentElement.dataset["theme"]).toBe("light");
  press();
  expect(doc.documentElement.dataset["theme"]).toBe("dark");

  await import("./early");
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  expect(localStorage.getItem(KEY)).toBe("dark");
});

test("a store that refuses does not stop the switch", () => {
  installTheme(doc, { setItem: () => { throw new Error("full"); } }, () => false);
  press();
  expect(doc.documentElement.dataset["theme"]).toBe("dark");
});
