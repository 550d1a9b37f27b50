import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { installCopy, type Clipboard } from "./copy";

let clipboard: Clipboard | undefined;

beforeAll(() => installCopy(document, () => clipboard));
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function page(): HTMLButtonElement {
  document.body.innerHTML = `<button data-copy="text" data-copied="已复制">复制</button><div id="text">明早发菜\n来源：居委</div>`;
  return document.querySelector("button")!;
}

test("the whole text is copied, and the button says so for two seconds", async () => {
  const writeText = vi.fn(() => Promise.resolve());
  clipboard = { writeText };
  const button = page();
  button.click();
  await vi.advanceTimersByTimeAsync(1);
  expect(writeText).toHaveBeenCalledWith("明早发菜\n来源：居委");
  expect(button.textContent).toBe("已复制");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(button.textContent).toBe("复制");
});

test("a browser that lets nobody copy leaves the text selected and says nothing", async () => {
  clipboard = { writeText: () => Promise.reject(new Error("no")) };
  const button = page();
  button.click();
  await vi.advanceTimersByTimeAsync(1);
  expect(button.textContent).toBe("复制");
  expect(document.getSelection()?.toString()).toContain("明早发菜");
});
