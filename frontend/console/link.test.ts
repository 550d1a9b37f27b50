import { expect, test } from "vitest";
import { installToken, settle, type Settings } from "./link";

test("htmx is kept within the content policy, stores no page, and shows a form that comes back with its errors", () => {
  const config: Settings = {
    includeIndicatorStyles: true,
    allowEval: true,
    allowScriptTags: true,
    historyCacheSize: 10,
    responseHandling: [],
  };
  settle(config);
  expect(config).toMatchObject({ includeIndicatorStyles: false, allowEval: false, allowScriptTags: false, historyCacheSize: 0 });
  const answer = (status: number) => config.responseHandling.find(({ code }) => new RegExp(code ?? "").test(String(status)));
  expect(answer(204)).toMatchObject({ swap: false });
  expect(answer(422)).toMatchObject({ swap: true });
  expect(answer(500)).toMatchObject({ swap: false, error: true });
});

test("requests carry the page's token, and none where the page has none", () => {
  installToken(document);
  const headersOf = () => {
    const headers: Record<string, string> = {};
    document.body.dispatchEvent(new CustomEvent("htmx:configRequest", { detail: { headers } }));
    return headers;
  };
  expect(headersOf()).toEqual({});
  document.head.innerHTML = `<meta name="csrf-token" content="t0ken">`;
  expect(headersOf()).toEqual({ "X-CSRFToken": "t0ken" });
});
