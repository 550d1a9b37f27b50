/** One tab stop for a whole group: `item` takes it, the others are reached by arrow keys. */
export function takeTabStop(items: readonly HTMLElement[], item: HTMLElement): void {
  for (const other of items) other.tabIndex = other === item ? 0 : -1;
}

/** Gives the tab stop to the chosen item of the group, else to its first. */
export function firstTabStop(items: readonly HTMLElement[]): void {
  const chosen = items.find((item) => item.matches("[aria-pressed=true], [aria-current]")) ?? items[0];
  if (chosen) takeTabStop(items, chosen);
}
