import type { Lang } from "./lang";

/** Long enough to read and to change one's mind. */
export const SHOWN_MS = 8000;

const UNDO: Record<Lang, string> = { zh: "撤销", en: "Undo" };

export interface Note {
  text: string;
  /** Address to post to; none when the act cannot be taken back. */
  undo?: string;
}

/** The note in the detail of a `toast` event: htmx hands over `{value}` for a plain text and the object itself otherwise. */
export function noteOf(detail: unknown): Note | null {
  if (typeof detail !== "object" || detail === null) return null;
  const { text, value, undo } = detail as Record<string, unknown>;
  const words = typeof text === "string" ? text : value;
  if (typeof words !== "string") return null;
  return typeof undo === "string" ? { text: words, undo } : { text: words };
}

/**
 * Shows what was recorded, told by the server through `HX-Trigger: {"toast": {"text", "undo"}}` or rendered into `.toast` with the page.
 * Never used for errors: they stay where they happened.
 */
export function installToast(doc: Document, lang: Lang, post: (address: string) => void): void {
  const place = doc.querySelector<HTMLElement>(".toast") ?? doc.body.appendChild(newPlace(doc));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = () => place.replaceChildren();
  const hideLater = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, SHOWN_MS);
  };

  doc.body.addEventListener("toast", (event) => {
    const note = event instanceof CustomEvent ? noteOf(event.detail) : null;
    if (!note) return;
    const words = doc.createElement("span");
    words.textContent = note.text;
    place.replaceChildren(words);
    const address = note.undo;
    if (address !== undefined) {
      const undo = doc.createElement("button");
      undo.type = "button";
      undo.textContent = UNDO[lang];
      undo.addEventListener("click", () => {
        hide();
        post(address);
      });
      place.append(undo);
    }
    hideLater();
  });
  if (place.childElementCount > 0) hideLater();
}

function newPlace(doc: Document): HTMLElement {
  const place = doc.createElement("div");
  place.className = "toast";
  place.setAttribute("role", "status");
  return place;
}
