import { beforeEach, expect, test } from "vitest";
import { installFilter } from "./filter";

installFilter(document);

beforeEach(() => {
  document.body.innerHTML = `
    <button id="f-open" data-filter="open part" aria-controls="house" aria-pressed="false">未到</button>
    <button id="f-done" data-filter="done" aria-controls="house" aria-pressed="false">已办</button>
    <div id="house"><a data-state="open">1</a><a data-state="part">2</a><a data-state="done">3</a></div>`;
});

const press = (id: string) => document.getElementById(id)!.click();
const hits = () => [...document.querySelectorAll(".hit")].map((item) => item.textContent);
const house = () => document.getElementById("house")!;

test("a chip keeps its states, one chip at a time, and a second press shows all", () => {
  press("f-open");
  expect(house().className).toBe("filter");
  expect(hits()).toEqual(["1", "2"]);

  press("f-done");
  expect(hits()).toEqual(["3"]);
  expect(document.getElementById("f-open")!.getAttribute("aria-pressed")).toBe("false");

  press("f-done");
  expect(house().className).toBe("");
  expect(hits()).toEqual([]);
});
