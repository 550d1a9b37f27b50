import { firstTabStop, takeTabStop } from "./roving";

const tilesOf = (board: Element) => [...board.querySelectorAll<HTMLElement>(".tile")];

/** How many tiles stand in the first line: the grid decides that by the room it has. */
export function columnsOf(tiles: readonly HTMLElement[]): number {
  const top = tiles[0]?.offsetTop;
  const second = tiles.findIndex((tile) => tile.offsetTop !== top);
  return second < 0 ? tiles.length : second;
}

/** Makes each board under `root` one tab stop. To be called again for what htmx brings. */
export function prepareTiles(root: ParentNode): void {
  for (const board of root.querySelectorAll(".tiles")) firstTabStop(tilesOf(board));
}

/** Arrow keys walk the tiles of `.tiles` as they lie on the screen. */
export function installTiles(doc: Document, columns: (tiles: readonly HTMLElement[]) => number = columnsOf): void {
  doc.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const board = event.target.closest(".tiles");
    if (!board) return;
    const tiles = tilesOf(board);
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns(tiles),
      ArrowDown: columns(tiles),
    };
    const step = steps[event.key];
    const next = step === undefined ? undefined : tiles[tiles.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    takeTabStop(tiles, next);
    next.focus();
  });
}
