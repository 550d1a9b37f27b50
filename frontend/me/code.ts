/** Where the page stands: what of `location` is needed here. */
export interface Place {
  readonly hash: string;
  readonly pathname: string;
  readonly search: string;
}

/**
 * Moves a code from the link's fragment into the form and wipes it from the address bar, so that it stays out of the
 * history and of anybody's eyes over the shoulder. Returns whether there was one. Other fragments are left alone.
 */
export function bringCode(doc: Document, place: Place, rewrite: (address: string) => void): boolean {
  const field = doc.querySelector<HTMLTextAreaElement>("[data-code]");
  const code = decode(place.hash.slice(1)).trim();
  if (field === null || !/^WJ1:/i.test(code)) return false;
  field.value = code;
  rewrite(place.pathname + place.search);
  doc.querySelector<HTMLInputElement>("[data-digits]")?.focus();
  return true;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
