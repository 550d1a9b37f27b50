import { beforeEach, expect, test } from "vitest";
import { closeDialog, dialogById, installDialogs, openDialog } from "./dialog";

installDialogs(document);
const byId = () => dialogById(document, "sign")!;

beforeEach(() => {
  document.body.innerHTML = `
    <a href="/sign" data-opens="sign">签发</a>
    <dialog id="sign"><input><button data-closes>不签</button></dialog>`;
});

test("a link opens its dialog instead of its page, and the dialog's own button closes it", () => {
  const click = new MouseEvent("click", { bubbles: true, cancelable: true });
  document.querySelector("a")!.dispatchEvent(click);
  expect(click.defaultPrevented).toBe(true);
  expect(byId().open).toBe(true);

  document.querySelector("button")!.click();
  expect(byId().open).toBe(false);
});

test("a link whose dialog is not on the page goes to its page", () => {
  document.querySelector("dialog")!.remove();
  const click = new MouseEvent("click", { bubbles: true, cancelable: true });
  const link = document.querySelector("a")!;
  link.href = "#";
  link.dispatchEvent(click);
  expect(click.defaultPrevented).toBe(false);
});

test("an engine without <dialog> shows a box, focuses its first field, and Esc gives the focus back", () => {
  const dialog = byId();
  Object.assign(dialog, { showModal: undefined, close: undefined });
  const link = document.querySelector("a")!;
  link.focus();
  openDialog(dialog);
  expect(dialog.hasAttribute("open")).toBe(true);
  expect(document.activeElement?.tagName).toBe("INPUT");

  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(dialog.hasAttribute("open")).toBe(false);
  expect(document.activeElement).toBe(link);
  closeDialog(dialog);
});
