import { beforeEach, expect, test, vi } from "vitest";
import { installToast, noteOf, SHOWN_MS } from "./toast";

const post = vi.fn();
const place = () => document.querySelector<HTMLElement>(".toast")!;
const tell = (detail: unknown) => document.body.dispatchEvent(new CustomEvent("toast", { detail }));

beforeEach(() => {
  vi.useFakeTimers();
  post.mockClear();
  document.documentElement.innerHTML = "<body></body>";
});

test("it says what was recorded and goes after eight seconds", () => {
  installToast(document, "zh", post);
  tell({ text: "已记 没人，14:22" });
  expect(place().textContent).toBe("已记 没人，14:22");
  expect(place().getAttribute("role")).toBe("status");
  vi.advanceTimersByTime(SHOWN_MS);
  expect(place().childElementCount).toBe(0);
});

test("undo is offered when there is a way back, and posts once", () => {
  installToast(document, "zh", post);
  tell({ text: "已记", undo: "/undo/7" });
  const button = place().querySelector("button")!;
  expect(button.textContent).toBe("撤销");
  button.click();
  expect(post.mock.calls).toEqual([["/undo/7"]]);
  expect(place().childElementCount).toBe(0);
});

test("a page that comes with a toast also takes it away", () => {
  document.body.innerHTML = `<div class="toast" role="status"><span>已存</span></div>`;
  installToast(document, "en", post);
  vi.advanceTimersByTime(SHOWN_MS);
  expect(place().textContent).toBe("");
});

test("text is text, never markup, and an event without words shows nothing", () => {
  installToast(document, "zh", post);
  tell({ value: "<b>王</b>" });
  expect(place().textContent).toBe("<b>王</b>");
  expect(noteOf({ undo: "/x" })).toBeNull();
  expect(noteOf(null)).toBeNull();
});
