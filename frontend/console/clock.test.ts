import { beforeEach, expect, test } from "vitest";
import { installClock } from "./clock";

const MADE = "2022-03-31T14:22:00+08:00";
let machine = Date.parse("2020-01-01T00:00:00Z"); // years behind, as committee laptops are

beforeEach(() => {
  machine = Date.parse("2020-01-01T00:00:00Z");
  document.body.innerHTML = `
    <time class="clock" data-now="${MADE}"><b></b><span></span></time>
    <span id="plain" class="clk warn" data-due="2022-03-31T18:00:00+08:00"><i></i><span></span></span>
    <span id="full" class="clk" data-due="2022-03-31T18:00:00+08:00" data-from="2022-03-31T06:00:00+08:00"><i></i><span></span></span>`;
});

const text = (selector: string) => document.querySelector(selector)!.textContent;
const classes = (id: string) => document.getElementById(id)!.className;

test("the server's time is shown, whatever the machine believes", () => {
  installClock(document, "zh", () => machine);
  expect(text(".clock b")).toBe("14:22");
  expect(text(".clock span")).toBe("3月31日 周四");
  expect(text("#full span")).toBe("剩 3时38分");
  expect(classes("full")).toBe("clk");
});

test("a chip turns amber in its last quarter and red when the time is over", () => {
  const tick = installClock(document, "en", () => machine);
  machine += 60 * 60_000;
  tick();
  expect(text("#full span")).toBe("2 h 38 left");
  expect(classes("full")).toBe("clk warn");
  machine += 3 * 60 * 60_000;
  tick();
  expect(text("#full span")).toBe("22 min over");
  expect(classes("full")).toBe("clk late");
});

test("a chip that does not say its start keeps what the server judged until it is late", () => {
  const tick = installClock(document, "zh", () => machine);
  expect(classes("plain")).toBe("clk warn");
  machine += 4 * 60 * 60_000;
  tick();
  expect(classes("plain")).toBe("clk late");
});
