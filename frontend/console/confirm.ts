import { dialogById, openDialog } from "./dialog";

/**
 * `<form data-confirm="id">` is sent only from the dialog of that id: the first attempt opens it.
 * Its fields and its button belong to the form by their `form` attribute, so nothing has to be copied.
 * Without scripts the form is sent at once and the server asks on a page of its own.
 */
export function installConfirm(doc: Document): void {
  // in the capture phase: htmx must not see a submission that has not been confirmed
  doc.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    const dialog = dialogById(doc, event.target.dataset["confirm"]);
    if (!dialog || dialog.open) return;
    event.preventDefault();
    event.stopPropagation();
    openDialog(dialog);
  }, true);
}
