/** Trouble that the strip under the bar can tell: no connection, or an answer that was an error. */
export type Trouble = "offline" | "error";

/**
 * Shows `[data-strip="offline"]` or `[data-strip="error"]` while that trouble lasts; the words come with the page, hidden.
 * A `<time>` in it is filled with the moment it began, so that everyone knows how old the figures are.
 */
export function strip(doc: Document, time: () => string): { show: (trouble: Trouble) => void; clear: () => void } {
  const all = () => doc.querySelectorAll<HTMLElement>("[data-strip]");
  return {
    show(trouble) {
      for (const line of all()) {
        const wanted = line.dataset["strip"] === trouble;
        const since = line.querySelector("time");
        if (wanted && line.hidden && since) since.textContent = time();
        line.hidden = !wanted;
      }
    },
    clear() {
      for (const line of all()) line.hidden = true;
    },
  };
}
