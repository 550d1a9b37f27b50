/** Hardware scanners type like a keyboard, only faster than anybody, and end with Enter. */

const FASTEST_PERSON_MS = 60; // between two keys; scanners need 1 to 30, cheap Bluetooth ones up to 50
const HICCUP_MS = 250; // in the middle of a burst: a radio that repeats itself must not cut a code in two
const SHORTEST = 4;

/**
 * Calls `told` with what a scanner typed. Keys typed into a field by a person go where they belong: only the Enter
 * after a burst is kept from the page. Gives the function that stops it. The pace is read from when the keys were hit,
 * not from when a slow phone got round to them.
 */
export function installWedge(root: Document, told: (text: string) => void, hit: (event: Event) => number = ({ timeStamp }) => timeStamp): () => void {
  let text = "";
  let last = -Infinity;
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = hit(event);
    const isFast = at - last <= (text.length < SHORTEST ? FASTEST_PERSON_MS : HICCUP_MS);
    const char = charOf(event);
    if (char) {
      text = isFast ? text + char : char;
      last = at;
    } else if (event.key === "Enter" || event.key === "Tab") {
      const whole = isFast ? text : "";
      text = "";
      if (whole.length >= SHORTEST) end(event, whole);
    }
  };
  const end = (event: KeyboardEvent, whole: string) => {
    event.preventDefault();
    event.stopPropagation();
    clear(event.target, whole);
    told(whole);
  };
  root.addEventListener("keydown", key, true);
  return () => root.removeEventListener("keydown", key, true);
}

const CODES: Record<string, string> = { Minus: "-", Slash: "/", Period: ".", Space: " ", Equal: "=" };
const SHIFTED: Record<string, string> = { Semicolon: ":", Digit3: "#", Slash: "?", Minus: "_" };

/** An input method for Chinese swallows keys and says "Process": then the place of the key tells, as on a US keyboard. */
function charOf({ key, code, shiftKey }: KeyboardEvent): string {
  if (key !== "Process" && key !== "Unidentified") return [...key].length === 1 ? key : "";
  const [, named] = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code) ?? [];
  return (shiftKey ? SHIFTED[code] : undefined) ?? named ?? CODES[code] ?? "";
}

/** What the scanner typed into a field that had the focus is taken out again. */
function clear(target: EventTarget | null, whole: string): void {
  const field = target as Partial<HTMLInputElement> | null;
  if (typeof field?.value !== "string" || !field.value.endsWith(whole)) return;
  field.value = field.value.slice(0, -whole.length);
  target?.dispatchEvent(new Event("input", { bubbles: true }));
}
