import { dialogById, openDialog } from "./dialog";

type Step = 1 | -1;

/**
 * Keys of a page: `/` search, `j` `k` next and previous row, `Space` tick, `c` call, `?` the list of keys (`dialog#keys`),
 * `Esc` out of a field. A row is `[data-row]`; `Enter` needs no code, because the focus stands on the row's first link.
 */
export function installKeys(doc: Document): void {
  const acts: Record<string, () => boolean> = {
    "/": () => focused(doc.querySelector<HTMLElement>(".find input")),
    j: () => move(doc, 1),
    k: () => move(doc, -1),
    c: () => clicked(currentRow(doc)?.querySelector<HTMLElement>("a.call")),
    " ": () => clicked(rowUnderLink(doc)?.querySelector<HTMLElement>("input[type=checkbox]")),
    "?": () => opened(dialogById(doc, "keys")),
  };

  doc.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const typing = isTyping(doc.activeElement);
    if (event.key === "Escape" && typing) (doc.activeElement as HTMLElement).blur();
    if (typing || doc.querySelector("dialog[open]")) return;
    if (acts[event.key]?.()) event.preventDefault();
  });
}

function isTyping(element: Element | null): boolean {
  return element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
}

function currentRow(doc: Document): Element | null {
  return doc.activeElement?.closest("[data-row]") ?? null;
}

/** Space presses a button; only where the focus stands on a link it ticks the row. */
function rowUnderLink(doc: Document): Element | null {
  return doc.activeElement?.tagName === "A" ? currentRow(doc) : null;
}

function move(doc: Document, step: Step): boolean {
  const rows = [...doc.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => !row.hidden);
  const here = rows.findIndex((row) => row.contains(doc.activeElement));
  const row = here < 0 ? rows[0] : rows[here + step];
  return focused(row?.querySelector<HTMLElement>("[data-open], a[href], button") ?? row);
}

function focused(element: HTMLElement | null | undefined): boolean {
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
  return Boolean(element);
}

function clicked(element: HTMLElement | null | undefined): boolean {
  element?.click();
  return Boolean(element);
}

function opened(dialog: HTMLDialogElement | null): boolean {
  if (dialog) openDialog(dialog);
  return Boolean(dialog);
}
