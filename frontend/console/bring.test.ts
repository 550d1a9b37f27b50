import { beforeEach, expect, test, vi } from "vitest";
import { installBringing } from "./bring";

beforeEach(() => {
  document.body.replaceWith(document.createElement("body"));
  document.body.innerHTML = `<aside id="home" data-brings></aside><aside id="still"></aside>`;
  installBringing(document, () => 600);
});

function settled(id: string, top: number) {
  const panel = document.getElementById(id) as HTMLElement;
  panel.getBoundingClientRect = () => ({ top }) as DOMRect;
  panel.scrollIntoView = vi.fn();
  panel.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
  return panel.scrollIntoView;
}

test("a panel that came in below the fold is scrolled into sight", () => {
  expect(settled("home", 900)).toHaveBeenCalled();
});

test("a panel that is in sight stays where it is", () => {
  expect(settled("home", 120)).not.toHaveBeenCalled();
});

test("only what asks for it is moved", () => {
  expect(settled("still", 900)).not.toHaveBeenCalled();
});
