import { firstTabStop, takeTabStop } from "./roving";

const WAYS: Record<string, readonly [down: number, right: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const cellsOf = (elevation: Element) => [...elevation.querySelectorAll<HTMLElement>(".cell")];

/** Makes each elevation under `root` one tab stop. To be called again for what htmx brings. */
export function prepareElevations(root: ParentNode): void {
  for (const elevation of root.querySelectorAll("table.elev")) firstTabStop(cellsOf(elevation));
}

/** Arrow keys walk the rooms of `table.elev` as they lie in the house; Home and End go to the ends of the floor. */
export function installElevations(doc: Document): void {
  doc.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const table = event.target.closest<HTMLTableElement>("table.elev");
    const next = table && destination(table, event.target, event.key);
    if (!table || !next) return;
    event.preventDefault();
    takeTabStop(cellsOf(table), next);
    next.focus();
  });
}

/** The room that is opened beside the drawing is marked at once, before its answer is there. */
export function installOpening(doc: Document): void {
  doc.addEventListener("click", (event) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("table.elev a.cell") : null;
    const table = cell?.closest("table.elev");
    if (!cell || !table || event.ctrlKey || event.metaKey || event.shiftKey) return;
    for (const other of cellsOf(table)) other.removeAttribute("aria-current");
    cell.setAttribute("aria-current", "true");
    takeTabStop(cellsOf(table), cell);
  });
}

/** The room that `key` leads to, over stair cores and gaps in the wall; null at the edge of the house. */
function destination(table: HTMLTableElement, from: HTMLElement, key: string): HTMLElement | null {
  const floors = [...table.rows].map((row) => [...row.cells].map((cell) => cell.querySelector<HTMLElement>(".cell")));
  let floor = floors.findIndex((rooms) => rooms.includes(from));
  let room = floors[floor]?.indexOf(from) ?? -1;
  if (key === "Home") return floors[floor]?.find((cell) => cell !== null) ?? null;
  if (key === "End") return [...(floors[floor] ?? [])].reverse().find((cell) => cell !== null) ?? null;

  const way = WAYS[key];
  if (!way || room < 0) return null;
  for (;;) {
    floor += way[0];
    room += way[1];
    const cell = floors[floor]?.[room];
    if (cell === undefined) return null;
    if (cell !== null) return cell;
  }
}
