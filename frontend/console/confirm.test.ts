import { expect, test, vi } from "vitest";
import { installConfirm } from "./confirm";

test("the first attempt asks, the one from the dialog goes through", () => {
  document.body.innerHTML = `
    <form id="lose" data-confirm="ask"><button>报失</button></form>
    <dialog id="ask"><select name="reason" form="lose"></select></dialog>`;
  const form = document.querySelector("form")!;
  const sent = vi.fn((event: Event) => event.preventDefault());
  installConfirm(document);
  form.addEventListener("submit", sent);

  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  expect(sent).not.toHaveBeenCalled();
  expect(document.querySelector("dialog")!.open).toBe(true);

  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  expect(sent).toHaveBeenCalledOnce();
});

test("a form whose dialog is missing is not held up", () => {
  document.body.innerHTML = `<form data-confirm="nowhere"></form>`;
  const submit = new Event("submit", { bubbles: true, cancelable: true });
  document.querySelector("form")!.dispatchEvent(submit);
  expect(submit.defaultPrevented).toBe(false);
});
