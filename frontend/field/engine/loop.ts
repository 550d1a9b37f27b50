/** When to talk: after each record, every minute, when the network comes back. One window of a phone at a time. */
import type { Phone } from "./phone";
import { talk } from "./sync";
import { wakeMeOnline } from "./worker";

const SOON_MS = 300; // a few people in a row become one batch

export interface Loop {
  now(): Promise<void>;
  start(): void;
  stop(): void;
}

export function loopOf(phone: Phone): Loop {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Infinity;
  let running: Promise<void> | null = null;
  let isOn = false;

  const later = (ms: number) => {
    if (!isOn || performance.now() + ms >= due) return;
    clearTimeout(timer);
    due = performance.now() + ms;
    timer = setTimeout(() => void now(), ms);
  };
  const once = async () => {
    due = Infinity;
    const wait = await onlyHere(phone, () => talk(phone));
    if (!phone.status.online && phone.status.unsent) void wakeMeOnline();
    later(Math.min(wait, untilEnd(phone)));
  };
  const now = async (): Promise<void> => {
    await running; // what was written meanwhile is not in the round that runs
    running ??= once().finally(() => (running = null));
    return running;
  };
  const soon = () => later(SOON_MS);
  const look = () => document.hidden || soon();
  return {
    now,
    start() {
      isOn = true;
      // a phone without a network waits for its turn: each record must not become a try
      phone.wake = (ms = 0) => phone.status.online && later(Math.max(SOON_MS, ms));
      listen("addEventListener", soon, look);
      later(0);
    },
    stop() {
      isOn = false;
      clearTimeout(timer);
      phone.wake = () => undefined;
      listen("removeEventListener", soon, look);
    },
  };
}

/** The list of people goes when the shift ends, not at the next round after it. */
function untilEnd(phone: Phone): number {
  const left = Date.parse(phone.status.device?.ends_at ?? "") - phone.serverNow();
  return left > 0 ? left + 1 : Infinity;
}

function listen(how: "addEventListener" | "removeEventListener", soon: () => void, look: () => void): void {
  globalThis.window?.[how]("online", soon);
  globalThis.document?.[how]("visibilitychange", look);
  globalThis.navigator?.serviceWorker?.[how]("message", soon); // Background Sync woke the worker
}

/** Another window of this phone that talks already is enough. */
async function onlyHere(phone: Phone, work: () => Promise<number>): Promise<number> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return work();
  return locks.request(`${phone.options.name} talks`, { ifAvailable: true }, (lock) => (lock ? work() : 5000));
}
