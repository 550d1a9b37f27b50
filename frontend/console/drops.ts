/** Closes an open `details.drop` on a click outside it and on Esc, as a list from a button is expected to. */
export function installDrops(doc: Document): void {
  const open = () => doc.querySelectorAll<HTMLDetailsElement>("details.drop[open]");

  doc.addEventListener("click", (event) => {
    for (const drop of open()) if (!drop.contains(event.target as Node)) drop.open = false;
  });
  doc.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const drop of open()) {
      const hadFocus = drop.contains(doc.activeElement);
      drop.open = false;
      if (hadFocus) drop.querySelector("summary")?.focus();
    }
  });
}
