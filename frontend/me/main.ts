/* The residents' page: takes the code out of the link, keeps the screen awake while it is shown large.
   Everything works without it: the code is pasted, the screen goes dark when the phone says so. */
import { bringCode } from "./code";
import { keepAwake } from "./awake";

bringCode(document, location, (address) => history.replaceState(null, "", address));
keepAwake(window, document, navigator as { wakeLock?: { request(kind: "screen"): Promise<{ release(): Promise<void> }> } });
