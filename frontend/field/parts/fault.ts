/** Something that could not be written down. Stays over the screen until it is read: a toast would pass unseen. */
import { shallowRef } from "vue";
import { Problem } from "../engine/types";

export const fault = shallowRef<{ title: string; code: string } | null>(null);

/** Shows an error; a Problem brings its own code, anything else is this phone's. */
export function raise(error: unknown): void {
  fault.value = problemOf(error);
}

export function problemOf(error: unknown): { title: string; code: string } {
  if (error instanceof Problem) return { title: error.title, code: error.code };
  return { title: error instanceof Error ? error.message : String(error), code: "phone.failed" };
}
