/** A problem in words that say what to do, where we know its code; else in the server's own. */
import { isKey, say } from "../words";
import { problemOf } from "./fault";

export function problemWords(error: unknown): string {
  const { code, title } = problemOf(error);
  const key = `problem.${code}`;
  return isKey(key) ? say(key) : say("problem.other", { code, title });
}
