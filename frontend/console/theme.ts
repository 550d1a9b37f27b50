export type Theme = "light" | "dark";

/** Where the choice is kept; early.ts reads the same key before the first paint. */
export const KEY = "wanjia-theme";

/** What is shown now: the page's own choice, else the system's. */
export function shown(root: HTMLElement, systemIsDark: boolean): Theme {
  const own = root.dataset["theme"];
  if (own === "light" || own === "dark") return own;
  return systemIsDark ? "dark" : "light";
}

/** Lets every `[data-theme-toggle]` switch light and dark, and remembers the choice on this machine. */
export function installTheme(doc: Document, store: Pick<Storage, "setItem">, systemIsDark: () => boolean): void {
  doc.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-theme-toggle]")) return;
    const next: Theme = shown(doc.documentElement, systemIsDark()) === "dark" ? "light" : "dark";
    doc.documentElement.dataset["theme"] = next;
    try {
      store.setItem(KEY, next);
    } catch {
      // a full or forbidden store costs only the memory of the choice
    }
  });
}
