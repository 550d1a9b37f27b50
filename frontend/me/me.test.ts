import { beforeEach, expect, test, vi } from "vitest";
import { keepAwake } from "./awake";
import { bringCode } from "./code";

const CODE = "WJ1:P7GQX2M4K5ATB3N6WC0A3F01:AAAA";

beforeEach(() => {
  document.body.innerHTML = `<textarea data-code></textarea><input data-digits><div class="full" id="c0"></div>`;
});

const field = () => document.querySelector<HTMLTextAreaElement>("[data-code]")!;

test("a code in the link goes into the form and out of the address", () => {
  const rewrite = vi.fn();
  expect(bringCode(document, { hash: `#${CODE}`, pathname: "/me/", search: "?lang=en" }, rewrite)).toBe(true);
  expect(field().value).toBe(CODE);
  expect(rewrite).toHaveBeenCalledWith("/me/?lang=en");
  expect(document.activeElement).toBe(document.querySelector("[data-digits]"));
});

test.each(["", "#main", "#c0", "#%E0%A4%A"])("the fragment %s is left alone", (hash) => {
  const rewrite = vi.fn();
  expect(bringCode(document, { hash, pathname: "/me/", search: "" }, rewrite)).toBe(false);
  expect(field().value).toBe("");
  expect(rewrite).not.toHaveBeenCalled();
});

test("an encoded colon is a colon", () => {
  bringCode(document, { hash: "#WJ1%3APAAA", pathname: "/me/", search: "" }, () => undefined);
  expect(field().value).toBe("WJ1:PAAA");
});

test("the screen stays awake while a code fills it, and no longer", async () => {
  const release = vi.fn(async () => undefined);
  const request = vi.fn(async () => ({ release }));
  let changed = () => undefined as void;
  const win = { location: { hash: "#c0" }, addEventListener: ((_name: string, heard: () => void) => (changed = heard)) as unknown as Window["addEventListener"] };
  keepAwake(win, document, { wakeLock: { request } });
  changed();
  await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1));
  win.location.hash = "#main";
  await Promise.resolve();
  changed();
  await vi.waitFor(() => expect(release).toHaveBeenCalledTimes(1));
});
