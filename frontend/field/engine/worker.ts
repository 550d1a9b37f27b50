/** Wiring of the service worker: installed once, renewed at the next start, the decoder fetched in an idle moment. */

const START_MS = 4000; // so long after the start a page may be opened anew without anybody having done anything in it

/** Does nothing where there is no service worker (a plain address, an embedded browser): the app works, online. */
export async function installWorker(address = "/field/sw.js", scope = "/field/"): Promise<void> {
  const workers = globalThis.navigator?.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return;
  const registration = await workers.register(address, { scope }).catch(() => null);
  if (!registration) return;
  takeUp(workers, registration);
  idle(() => void workers.ready.then((ready) => ready.active?.postMessage("decoder")));
}

/** A version that came during the last use takes over now, before anybody has begun; one that comes later waits. */
function takeUp(workers: ServiceWorkerContainer, registration: ServiceWorkerRegistration): void {
  if (!registration.waiting || !workers.controller || performance.now() > START_MS) return;
  workers.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage("take over");
}

/** When the machine has nothing better to do; Safari can't say, so a little later there. */
export function idle(work: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 30_000 });
  else setTimeout(work, 3000);
}

/** Asks to be woken when the network is back, where the browser can: the page may be asleep then. */
export async function wakeMeOnline(): Promise<void> {
  const workers = globalThis.navigator?.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers?.controller) return;
  const ready = (await workers.ready) as ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
  await ready.sync?.register("wanjia-field").catch(() => undefined);
}
