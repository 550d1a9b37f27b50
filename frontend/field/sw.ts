/** The service worker of /field/: the app starts without a network, and scans without one. It never sees a record. */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope;
declare const SHELL: { url: string; revision: string }[]; // vite.worker.config.ts
declare const DECODER: { cache: string; urls: string[] };

const later = DECODER; // it stands in the built file once

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

precacheAndRoute(SHELL);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL("/field/"), { allowlist: [/^\/field\/(\?.*)?$/] }));

// The decoder is large and only scanning needs it: kept from its first use, or from the first idle moment.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && later.urls.includes(url.pathname),
  async ({ url, request }) => (await decoder(url.pathname)) ?? fetch(request),
);

/** Both files of one version or none: glue and machine code of different versions do not fit. */
async function decoder(path: string): Promise<Response | undefined> {
  const cache = await caches.open(later.cache);
  const known = await cache.match(path);
  if (known) return known;
  try {
    await cache.addAll(later.urls.map((url) => new Request(url, { cache: "reload" })));
  } catch {
    return olderDecoder(path);
  }
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("decoder-") && name !== later.cache).map((name) => caches.delete(name)));
  return cache.match(path);
}

/** Without a network the one of yesterday decodes too. */
async function olderDecoder(path: string): Promise<Response | undefined> {
  for (const name of await caches.keys()) {
    const known = name.startsWith("decoder-") ? await (await caches.open(name)).match(path) : undefined;
    if (known) return known;
  }
  return undefined;
}

self.addEventListener("message", (event) => {
  if (event.data === "decoder") event.waitUntil(decoder(later.urls[0] ?? ""));
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});

// The first worker takes the page that brought it, so that the next opening needs no network; a later one waits.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Background Sync: the network is back. The app sends; the worker only wakes the pages that are open.
self.addEventListener("sync", (event) => (event as SyncEvent).waitUntil(wakePages()));

async function wakePages(): Promise<void> {
  for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage("sync");
}
