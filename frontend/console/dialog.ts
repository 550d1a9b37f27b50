/**
 * Opens a `<dialog>` over the page and gives it the focus.
 * Engines before 2022 may not know `<dialog>`; there it is shown as a plain box by the class `fallback`.
 */
export function openDialog(dialog: HTMLDialogElement): void {
  if (dialog.open) return;
  if (typeof dialog.showModal === "function") {
    dialog.showModal();
    return;
  }
  const before = dialog.ownerDocument.activeElement;
  dialog.classList.add("fallback");
  dialog.setAttribute("open", "");
  dialog.addEventListener("close", () => before instanceof HTMLElement && before.focus(), { once: true });
  dialog.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
}

export function closeDialog(dialog: HTMLDialogElement): void {
  if (typeof dialog.close === "function") {
    dialog.close();
    return;
  }
  dialog.removeAttribute("open");
  dialog.dispatchEvent(new Event("close"));
}

/** The dialog of that id, or null when the page has none. */
export function dialogById(doc: Document, id: string | undefined): HTMLDialogElement | null {
  return id ? doc.querySelector<HTMLDialogElement>(`dialog[id="${CSS.escape(id)}"]`) : null;
}

/**
 * `[data-opens="id"]` opens that dialog; being a link to a page with the same form, it works without scripts too.
 * `[data-closes]` closes the dialog it stands in. Esc closes where the engine does not do it itself.
 */
export function installDialogs(doc: Document): void {
  doc.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.defaultPrevented) return;
    const dialog = dialogById(doc, event.target.closest<HTMLElement>("[data-opens]")?.dataset["opens"]);
    if (dialog) {
      event.preventDefault();
      openDialog(dialog);
    }
    const closing = event.target.closest("[data-closes]")?.closest("dialog");
    if (closing) {
      event.preventDefault();
      closeDialog(closing);
    }
  });
  doc.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const fallback = doc.querySelector<HTMLDialogElement>("dialog.fallback[open]");
    if (fallback) closeDialog(fallback);
  });
}
