/* The console's script: hands the page and the machine to each module and wires them to htmx.
   Every page works without it; it adds keys, live clocks and refresh in place. */
import htmx from "htmx.org";
import { installBringing } from "./bring";
import { installClock } from "./clock";
import { installConfirm } from "./confirm";
import { installCopy } from "./copy";
import { installDialogs } from "./dialog";
import { installDrops } from "./drops";
import { installElevations, installOpening, prepareElevations } from "./elevation";
import { installFilter } from "./filter";
import { installKeys } from "./keys";
import { langOf } from "./lang";
import { installToken, settle } from "./link";
import { strip } from "./strip";
import { installTheme } from "./theme";
import { installTiles, prepareTiles } from "./tiles";
import { installToast } from "./toast";
import "./css/index.css";

const TICK_MS = 15_000; // clocks show minutes; a quarter of one is late enough

settle(htmx.config);

const lang = langOf(document);
installToken(document);
installTheme(document, { setItem: (key, value) => localStorage.setItem(key, value) }, () => matchMedia("(prefers-color-scheme: dark)").matches);
installDialogs(document);
installConfirm(document);
installCopy(document, () => navigator.clipboard as Clipboard | undefined);
installDrops(document);
installKeys(document);
installElevations(document);
installOpening(document);
installBringing(document, () => window.innerHeight);
installTiles(document);
installFilter(document);
installToast(document, lang, (address) => void htmx.ajax("post", address, { swap: "none" }));

const tick = installClock(document, lang, () => Date.now());
setInterval(() => document.hidden || tick(), TICK_MS);
document.addEventListener("visibilitychange", () => document.hidden || tick());

const prepare = (root: ParentNode) => {
  prepareElevations(root);
  prepareTiles(root);
};
prepare(document);
htmx.onLoad((element) => {
  prepare(element.parentElement ?? document);
  tick();
});

const trouble = strip(document, () => document.querySelector(".clock b")?.textContent ?? "");
window.addEventListener("offline", () => trouble.show("offline"));
window.addEventListener("online", trouble.clear);
document.body.addEventListener("htmx:sendError", () => trouble.show("offline"));
document.body.addEventListener("htmx:responseError", () => trouble.show("error"));
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event instanceof CustomEvent && (event.detail as { successful?: boolean }).successful) trouble.clear();
});
