import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { installCopy } from "./copy";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function page(): HTMLButtonElement {
  document.body.innerHTML = `<button data-copy="text" data-copied="已复制">复制</button><div id="text">明早发菜\n来源：居委</div>`;
  return document.querySelector("button")!;
}

test("the whole text is copied, and the button says so for two seconds", async () => {
  const writeText = vi.fn(() => Promise.resolve());
  const button = page();
  installCopy(document, () => ({ writeText }));
  button.click();
  await vi.advanceTimersByTimeAsync(1);
  expect(writeText).toHaveBeenCalledWith("明早发菜\n来源：居委");
  expect(button.textContent).toBe("已复制");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(button.textContent).toBe("复制");
});

test("a browser that lets nobody copy leaves the text selected and says nothing", async () => {
  const button = page();
  installCopy(document, () => ({ writeText: () => Promise.reject(new Error("no")) }));
  button.click();
  await vi.advanceTimersByTimeAsync(1);
  expect(button.textContent).toBe("复制");
  expect(document.getSelection()?.toString()).toContain("明早发菜");
});
