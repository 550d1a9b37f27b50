import { beforeEach, expect, test, vi } from "vitest";
import { installKeys } from "./keys";

installKeys(document);

beforeEach(() => {
  document.body.innerHTML = `
    <label class="find"><input id="q"></label>
    <ol>
      <li data-row><a id="r1" href="#1">602</a><input type="checkbox"><a class="call" href="tel:1">3310</a></li>
      <li data-row><a id="r2" href="#2">501</a></li>
    </ol>
    <dialog id="keys"></dialog>`;
});

function press(key: string, more: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event.defaultPrevented;
}
const at = () => document.activeElement?.id;

test("slash goes to the search and is not typed there; in the field it is an ordinary character", () => {
  expect(press("/")).toBe(true);
  expect(at()).toBe("q");
  expect(press("/")).toBe(false);
});

test("Esc leaves the field", () => {
  document.querySelector<HTMLElement>("#q")!.focus();
  press("Escape");
  expect(at()).not.toBe("q");
});

test("j and k walk the rows and stop at both ends", () => {
  press("j");
  expect(at()).toBe("r1");
  press("j");
  expect(at()).toBe("r2");
  press("j");
  expect(at()).toBe("r2");
  press("k");
  press("k");
  expect(at()).toBe("r1");
});

test("c calls the row one stands on, and nobody without a row", () => {
  const call = vi.fn((event: Event) => event.preventDefault());
  document.querySelector(".call")!.addEventListener("click", call);
  press("c");
  expect(call).not.toHaveBeenCalled();
  press("j");
  press("c");
  expect(call).toHaveBeenCalledOnce();
});

test("space ticks the row", () => {
  press("j");
  press(" ");
  expect(document.querySelector<HTMLInputElement>("[type=checkbox]")!.checked).toBe(true);
});

test("the question mark lists the keys, and while a dialog is open no key reaches the page", () => {
  press("?");
  expect(document.querySelector("dialog")!.open).toBe(true);
  expect(press("j")).toBe(false);
});

test("a key with Ctrl belongs to the browser", () => {
  expect(press("c", { ctrlKey: true })).toBe(false);
});
