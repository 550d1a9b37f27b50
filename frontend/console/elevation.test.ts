import { beforeEach, expect, test } from "vitest";
import { installElevations, installOpening, prepareElevations } from "./elevation";

const room = (no: number, more = "") => `<td><a class="cell" id="r${no}" href="#${no}" ${more}>${no}</a></td>`;
installElevations(document);

beforeEach(() => {
  document.body.innerHTML = `<table class="elev">
    <thead><tr><th></th><th>1单元</th><th></th><th>2单元</th></tr></thead>
    <tbody>
      <tr><th>3</th>${room(301)}<td class="core"></td>${room(302)}</tr>
      <tr><th>2</th><td></td><td class="core"></td>${room(202)}</tr>
      <tr><th>1</th>${room(101)}<td class="core"></td>${room(102, 'aria-pressed="true"')}</tr>
    </tbody></table>`;
  prepareElevations(document);
});

function go(from: string, key: string): string | undefined {
  const cell = document.querySelector<HTMLElement>(`#${from}`)!;
  cell.focus();
  cell.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  return document.activeElement?.id;
}

test("the elevation is one tab stop, and it is the chosen room", () => {
  const stops = [...document.querySelectorAll<HTMLElement>(".cell")].filter((cell) => cell.tabIndex === 0);
  expect(stops.map((cell) => cell.id)).toEqual(["r102"]);
});

test("arrows step over the stair core and over a missing room", () => {
  expect(go("r301", "ArrowRight")).toBe("r302");
  expect(go("r301", "ArrowDown")).toBe("r101");
  expect(go("r102", "ArrowUp")).toBe("r202");
});

test("at the edge of the house the focus stays", () => {
  expect(go("r301", "ArrowUp")).toBe("r301");
  expect(go("r202", "ArrowLeft")).toBe("r202");
  expect(go("r102", "ArrowRight")).toBe("r102");
});

test("Home and End go to the ends of the floor, and the tab stop goes along", () => {
  expect(go("r101", "End")).toBe("r102");
  expect(go("r102", "Home")).toBe("r101");
  expect(document.querySelector<HTMLElement>("#r101")!.tabIndex).toBe(0);
  expect(document.querySelector<HTMLElement>("#r102")!.tabIndex).toBe(-1);
});

test("the room that is opened is marked, and no other", () => {
  installOpening(document);
  document.querySelector<HTMLElement>("#r202")!.click();
  const marked = [...document.querySelectorAll<HTMLElement>(".cell[aria-current]")];
  expect(marked.map((cell) => cell.id)).toEqual(["r202"]);
});
