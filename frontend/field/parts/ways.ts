/** What the screens need from outside, given in once by main.ts: the engine, a camera, a scanner, sounds. */
import { inject, type InjectionKey } from "vue";
import type { Engine } from "../engine/types";

/** Why a camera does not open. */
export type Blind = "denied" | "none" | "busy" | "failed";

/** A camera that looks. */
export interface Eye {
  close(): void;
  hasLight: boolean;
  light(on: boolean): Promise<void>;
}

export interface Ways {
  engine: Engine;
  /** Shows the camera in `view` and calls back with every text that it reads. Rejects with a Blind. */
  look(view: HTMLVideoElement, read: (text: string) => void): Promise<Eye>;
  /** A hardware scanner types: every line of it comes here. Returns how to stop listening. */
  listen(read: (text: string) => void): () => void;
  feel: { good(): void; repeat(): void; bad(): void };
}

export const WAYS: InjectionKey<Ways> = Symbol("ways");

export function useWays(): Ways {
  const ways = inject(WAYS);
  if (!ways) throw new Error("main.ts provides the ways");
  return ways;
}
