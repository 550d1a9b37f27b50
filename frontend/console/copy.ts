/** Where a text goes: the clipboard of the browser, where it has one. */
export interface Clipboard {
  writeText(text: string): Promise<void>;
}

const SAID_MS = 2_000; // long enough to be read, short enough to press again

/**
 * `<button data-copy="id" data-copied="已复制">` copies the text of that element and says so on itself.
 * Without a clipboard (a plain http address) the text is selected instead, so that Ctrl+C takes it.
 */
export function installCopy(doc: Document, clipboard: () => Clipboard | undefined): void {
  doc.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    const source = button && doc.getElementById(button.dataset["copy"] ?? "");
    if (!button || !source) return;
    select(doc, source);
    void copied(doc, source, clipboard()).then((done) => done && say(button));
  });
}

function select(doc: Document, source: HTMLElement): void {
  const selection = doc.getSelection();
  if (!selection) return;
  selection.removeAllRanges();
  const range = doc.createRange();
  range.selectNodeContents(source);
  selection.addRange(range);
}

async function copied(doc: Document, source: HTMLElement, clipboard: Clipboard | undefined): Promise<boolean> {
  try {
    if (clipboard) {
      await clipboard.writeText(source.textContent ?? "");
      return true;
    }
    return doc.execCommand("copy");
  } catch {
    return false; // it stays selected
  }
}

function say(button: HTMLElement): void {
  const words = button.textContent;
  if (button.dataset["said"]) return;
  button.dataset["said"] = "1";
  button.textContent = button.dataset["copied"] ?? words;
  setTimeout(() => {
    button.textContent = words;
    delete button.dataset["said"];
  }, SAID_MS);
}
