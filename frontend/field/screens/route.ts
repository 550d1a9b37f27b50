/** Which screen is open, kept in the address so that the phone's own back button works. No library: there are six. */
import { computed, ref } from "vue";

export const PAGES = ["home", "log", "hand", "take", "settings", "rekey"] as const;
export type Page = (typeof PAGES)[number];

const path = ref<string>("home");
let depth = 0; // how many screens the back button can close without leaving the app

export const page = computed<Page>(() => PAGES.find((known) => known === path.value.split("/")[0]) ?? "home");

/** What lies over the page: a search, a keypad. Empty when nothing does. */
export const over = computed(() => path.value.split("/").slice(1).join("/"));

export function go(to: Page, above = ""): void {
  const next = above ? `${to}/${above}` : to;
  if (next === path.value) return;
  depth += 1;
  history.pushState({ depth }, "", `#/${next}`);
  path.value = next;
}

/** One screen back. Leaves the app's own first screen alone. */
export function back(): void {
  const isGuarded = (history.state as { guard?: boolean } | null)?.guard === true;
  if (depth > 0) history.go(isGuarded ? -2 : -1);
  else home();
}

/** To the first screen, without anything behind it. */
export function home(): void {
  history.replaceState({ depth: 0 }, "", "#/home");
  depth = 0;
  path.value = "home";
}

const closers: (() => void)[] = []; // sheets that the back button closes, the topmost last

/**
 * Lets the back button close a sheet instead of leaving the screen. One entry in the history serves all of them and stays
 * behind: a press too many does nothing, where going back by ourselves would race with the next sheet. Returns how to end it.
 */
export function closedByBack(close: () => void): () => void {
  closers.push(close);
  guard();
  return () => void closers.splice(closers.indexOf(close), 1);
}

function guard(): void {
  const state = history.state as { guard?: boolean } | null;
  if (!state?.guard) history.pushState({ depth, guard: true }, "", location.hash);
}

/** Follows the address; an invitation in it (#WJ1:D…) goes to `invited` and out of the address. */
export function follow(invited: (text: string) => void): () => void {
  const read = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (hash.startsWith("WJ1:")) {
      home();
      invited(hash);
      return;
    }
    depth = (history.state as { depth?: number } | null)?.depth ?? 0;
    path.value = hash.replace(/^\//, "") || "home";
  };
  const popped = () => {
    const close = closers[closers.length - 1];
    if (!close) return read();
    if (closers.length > 1) guard();
    close();
  };
  addEventListener("popstate", popped);
  addEventListener("hashchange", read);
  read();
  return () => {
    removeEventListener("popstate", popped);
    removeEventListener("hashchange", read);
  };
}
