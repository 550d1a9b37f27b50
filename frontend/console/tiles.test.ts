import { beforeEach, expect, test } from "vitest";
import { columnsOf, installTiles, prepareTiles } from "./tiles";

installTiles(document, () => 3);

beforeEach(() => {
  const tiles = [1, 2, 3, 4, 5].map((no) => `<a class="tile" id="b${no}" href="#${no}">${no}号楼</a>`);
  document.body.innerHTML = `<div class="tiles">${tiles.join("")}</div>`;
  prepareTiles(document);
});

function go(from: string, key: string): string | undefined {
  const tile = document.querySelector<HTMLElement>(`#${from}`)!;
  tile.focus();
  tile.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  return document.activeElement?.id;
}

test("left and right go by one, up and down by a line, and the edge holds", () => {
  expect(go("b1", "ArrowRight")).toBe("b2");
  expect(go("b2", "ArrowDown")).toBe("b5");
  expect(go("b5", "ArrowUp")).toBe("b2");
  expect(go("b3", "ArrowDown")).toBe("b3");
  expect(go("b1", "ArrowLeft")).toBe("b1");
});

test("the tab stop follows the focus", () => {
  go("b1", "ArrowRight");
  const stops = [...document.querySelectorAll<HTMLElement>(".tile")].filter((tile) => tile.tabIndex === 0);
  expect(stops.map((tile) => tile.id)).toEqual(["b2"]);
});

test("the number of columns is read off the layout", () => {
  const at = (top: number) => Object.defineProperty(document.createElement("a"), "offsetTop", { value: top });
  expect(columnsOf([at(0), at(0), at(40)])).toBe(2);
  expect(columnsOf([at(0), at(0)])).toBe(2);
});
