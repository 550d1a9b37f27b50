import { beforeEach, expect, test } from "vitest";
import { installDrops } from "./drops";

installDrops(document);
const drop = () => document.querySelector("details")!;

beforeEach(() => {
  document.body.innerHTML = `
    <details class="drop" open><summary tabindex="0">春和居委</summary><a href="#x">夏荷居委</a></details><p>页面</p>`;
});

test("a click outside closes the list, a click inside does not", () => {
  document.querySelector("a")!.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(drop().open).toBe(true);
  document.querySelector("p")!.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(drop().open).toBe(false);
});

test("Esc closes the list and the focus returns to its button", () => {
  document.querySelector("a")!.focus();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(drop().open).toBe(false);
  expect(document.activeElement).toBe(document.querySelector("summary"));
});
