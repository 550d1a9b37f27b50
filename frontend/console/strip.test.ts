import { expect, test } from "vitest";
import { strip } from "./strip";

test("it says since when, keeps the first moment, and one trouble takes the place of another", () => {
  document.body.innerHTML = `
    <p data-strip="offline" hidden>网络断了，<time></time> 起</p><p data-strip="error" hidden>没有存上</p>`;
  const [offline, error] = document.querySelectorAll("p");
  let now = "14:22";
  const { show, clear } = strip(document, () => now);

  show("offline");
  now = "14:25";
  show("offline");
  expect(offline!.textContent).toBe("网络断了，14:22 起");
  expect([offline!.hidden, error!.hidden]).toEqual([false, true]);

  show("error");
  expect([offline!.hidden, error!.hidden]).toEqual([true, false]);
  clear();
  expect([offline!.hidden, error!.hidden]).toEqual([true, true]);
});
