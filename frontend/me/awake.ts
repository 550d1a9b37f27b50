/** What of the machine keeps a screen on; absent on phones of 2020. */
export interface Waking {
  wakeLock?: { request(kind: "screen"): Promise<{ release(): Promise<void> }> };
}

/** Holds the screen awake while a code fills it. A refusal (low battery) changes nothing: the code is still there. */
export function keepAwake(win: Pick<Window, "addEventListener"> & { location: { hash: string } }, doc: Document, machine: Waking): void {
  let held: { release(): Promise<void> } | null = null;
  const isLarge = () => doc.querySelector(`.full[id="${win.location.hash.slice(1)}"]`) !== null;

  async function settle(): Promise<void> {
    if (isLarge() && doc.visibilityState === "visible") {
      held ??= (await machine.wakeLock?.request("screen").catch(() => null)) ?? null;
    } else if (held !== null) {
      const lock = held;
      held = null;
      await lock.release().catch(() => undefined);
    }
  }

  win.addEventListener("hashchange", () => void settle());
  doc.addEventListener("visibilitychange", () => {
    if (doc.visibilityState !== "visible") held = null; // the browser lets go by itself
    void settle();
  });
}
