/** The line at the bottom: what was recorded, and eight seconds to take it back. It lies over buttons. Never for errors. */
import { ref, shallowRef } from "vue";

export const LASTS_MS = 8000;
export const SAID_MS = 3500; // with nothing to take back

export interface Toast {
  text: string;
  undo: (() => void) | null;
}

export const toast = shallowRef<Toast | null>(null);
export const toastsMade = ref(0);

let timer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string, undo: (() => void) | null = null): void {
  toast.value = { text, undo };
  toastsMade.value += 1;
  clearTimeout(timer);
  timer = setTimeout(hush, undo ? LASTS_MS : SAID_MS);
}

export function hush(): void {
  clearTimeout(timer);
  toast.value = null;
}
