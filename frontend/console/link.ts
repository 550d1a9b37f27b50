import type htmx from "htmx.org";

/** The part of htmx's settings that is set here; htmx itself is handed in by main.ts. */
export type Settings = Pick<
  typeof htmx.config,
  "includeIndicatorStyles" | "allowEval" | "allowScriptTags" | "historyCacheSize" | "responseHandling"
>;

/** Settings that the content policy and the people in the register ask for. To be called before htmx starts. */
export function settle(config: Settings): void {
  config.includeIndicatorStyles = false; // would be an inline style
  config.allowEval = false;
  config.allowScriptTags = false;
  config.historyCacheSize = 0; // pages name people: no copy of them in the browser's storage
  config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true }, // a form that comes back with its answers under the fields
    { code: "[45]..", swap: false, error: true },
  ];
}

/** Puts the page's token (`<meta name="csrf-token">`) on every request that htmx makes to this server. */
export function installToken(doc: Document): void {
  doc.body.addEventListener("htmx:configRequest", (event) => {
    const token = doc.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
    if (token && event instanceof CustomEvent) {
      (event.detail as { headers: Record<string, string> }).headers["X-CSRFToken"] = token;
    }
  });
}
