import { flushPromises } from "@vue/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { nextTick } from "vue";
import { speak, words } from "../words";
import { someLog } from "./fake";
import { go, PAGES } from "./route";
import { CHEN_OPEN, openApp, type Open } from "./testing";

let at: Open;
afterEach(() => {
  at.app.unmount();
  vi.useRealTimers();
});

describe("what is not sent yet", () => {
  test.each(["desk", "sweep", "precheck", "post"] as const)("stands on every screen of a %s", async (kind) => {
    at = await openApp({ kind, unsent: 23 });
    for (const page of PAGES) {
      await at.show(page);
      expect(at.app.find("[data-unsent]").text(), page).toContain("23");
    }
  });

  test("stands on the full-screen answers too, and when the shift is over", async () => {
    at = await openApp({ unsent: 23 });
    await at.scan("CARD0001");
    expect(at.app.find("[data-again] [data-unsent]").text()).toContain("23");
    at.app.unmount();
    at = await openApp({ phase: "over", unsent: 23 });
    expect(at.text()).toContain("还有 23 条没发");
  });

  test("is said to be none, with the time of the last sending", async () => {
    at = await openApp({ unsent: 0 });
    expect(at.app.find("[data-unsent]").text()).toMatch(/\d\d:40\s*已交齐/);
  });
});

describe("sampling desk", () => {
  test("a tick says position, name and door, and goes by itself", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    at = await openApp({});
    await at.scan("CARD0002");
    expect(at.app.find(".fullscreen.tick").text()).toMatch(/8陈\*立3号楼1102管 T-70429，还可 2 人/);
    expect(at.app.find(".hear").text()).toBe("第 8 个，陈*立，3号楼1102");
    vi.advanceTimersByTime(1000);
    await nextTick();
    expect(at.app.find(".fullscreen").exists()).toBe(false);
  });

  test("a repeat stays until it is answered, and takes the focus away from every button", async () => {
    at = await openApp({});
    await at.scan("CARD0001");
    const answer = at.app.find("[data-again]");
    expect(answer.text()).toContain("今天已采");
    expect(answer.text()).toContain("T-70388");
    expect(document.activeElement?.tagName).not.toBe("BUTTON"); // a scanner's Enter must answer nothing
    await at.scan("CARD0002");
    expect(at.app.find("[data-again]").text()).toContain("先答完这一位");
    await at.press("[data-next]");
    expect(at.app.find(".fullscreen").exists()).toBe(false);
    expect(at.engine.tube.open?.people).toHaveLength(7);
  });

  test.each([
    ["not_ours", "不是我们的码"],
    ["incomplete", "码不全"],
    ["forged", "假码"],
    ["expired", "过期的码"],
    ["revoked", "作废的码"],
  ])("a code that is %s is named, in words, with what to do", async (flaw, name) => {
    at = await openApp({});
    await at.scan(`FLAW:${flaw}`);
    const answer = at.app.find("[data-flaw]");
    expect(answer.find("strong").text()).toContain(name);
    expect(answer.text()).toContain("人照样能采");
    expect(answer.attributes("role")).toBe("alertdialog");
  });

  test("the keypad says why it finds nobody, and keeps what was typed", async () => {
    at = await openApp({});
    await at.show("home", "keys");
    for (const key of "1234567") await at.press(`[data-key="${key}"]`);
    await at.press("[data-go]");
    expect(at.app.find(".sheet .said").text()).toContain("现在 7 位");
    expect(at.app.find(".typed").text()).toBe("1234 567");
    await at.press('[data-key="8"]');
    await at.press("[data-go]");
    expect(at.app.find(".sheet .said").text()).toContain("查不到 1234 5678");
  });

  test("a short number that is known goes straight into the tube", async () => {
    at = await openApp({});
    await at.show("home", "keys");
    for (const key of "12340002") await at.press(`[data-key="${key}"]`);
    await at.press("[data-go]");
    expect(at.engine.tube.open?.people[7]?.subject).toBe(CHEN_OPEN);
  });

  test("somebody without a record needs a name and nothing else", async () => {
    at = await openApp({});
    await at.show("home", "stranger");
    await at.app.find(".sheet form").trigger("submit");
    expect(at.app.find(".sheet .said").text()).toBe("写上姓名");
    const [name, door] = at.app.findAll(".sheet input");
    await name!.setValue("田谷雨");
    await door!.setValue("301");
    await at.app.find(".sheet form").trigger("submit");
    await flushPromises();
    expect(at.engine.tube.open?.people[7]).toMatchObject({ said: "田谷雨，301", name: "田谷雨" });
  });

  test("undo asks once, since the swab may be in the tube", async () => {
    at = await openApp({});
    await at.press("[data-undo-last]");
    expect(at.engine.calls).toEqual([]);
    await at.press(".sheet [data-go]");
    expect(at.engine.calls).toEqual([["undo", 7]]);
    expect(at.text()).toContain("已撤销 李*满");
  });

  test("closing shows who is in it", async () => {
    at = await openApp({});
    await at.press("[data-close]");
    expect(at.app.findAll(".sumlist li")).toHaveLength(7);
    await at.press(".sheet [data-go]");
    expect(at.engine.tube.open).toBeNull();
    expect(at.text()).toContain("T-70429 已封，7 人");
  });
});

describe("pre-check", () => {
  test("says valid and the building, and no name", async () => {
    at = await openApp({ kind: "precheck" });
    await at.scan("CARD0002");
    expect(at.app.find(".verdict").text()).toBe("有效3号楼");
    expect(at.text()).not.toContain("陈*立");
  });

  test.each(["not_ours", "incomplete", "forged", "expired", "revoked"])("names a code that is %s", async (flaw) => {
    at = await openApp({ kind: "precheck" });
    await at.scan(`FLAW:${flaw}`);
    expect(at.app.find('[data-valid="false"]').text()).toContain(words.zh[`flaw.${flaw}` as "flaw.forged"]);
  });
});

test("counting: not below nobody, and it says so", async () => {
  at = await openApp({ kind: "post" });
  await at.press("[data-less]");
  expect(at.app.find(".said").text()).toBe("已经是 0 人");
  await at.press("[data-more]");
  await at.press("[data-send]");
  expect(at.engine.calls).toEqual([["count", "queue", 1]]);
});

describe("what came back", () => {
  test("stands on the record it belongs to, each flag and outcome in words", async () => {
    at = await openApp({});
    at.engine.entries.push(...someLog());
    const tube = at.engine.entries.find((one) => one.number === 140)!;
    tube.flags = [
      "not_on_roster",
      "duplicate_person",
      "tube_full",
      "merged",
      "late",
      "clock_skew",
      "wrong_round",
      "conflicting_repeat",
      "something_new",
    ];
    tube.odd = ["done", "repeat", "extra", "stranger", "conflict", "malformed"].map((outcome, n) => ({
      position: n + 1,
      outcome,
      flags: [],
    }));
    await at.show("log", "flagged");
    const text = at.app.find('[data-entry="log-140"]').text();
    for (const key of Object.keys(words.zh).filter((one) => one.startsWith("outcome.")))
      expect(text).toContain(words.zh[key as "outcome.done"]);
    for (const flag of tube.flags.slice(0, -1)) expect(text).toContain(words.zh[`flag.${flag}` as "flag.late"]);
    expect(text).toContain("服务器的标记：something_new");
    expect(text).toContain("第 3 个");
  });

  test("malformed says why, what is safe, and can be sent again", async () => {
    at = await openApp({});
    at.engine.entries.push(...someLog());
    await at.show("log", "flagged");
    expect(at.app.find('[data-entry="log-141"]').text()).toContain("没有写下：place: outside your areas");
    await at.press("[data-retry]");
    expect(at.engine.calls).toEqual([["retry", ["log-141"]]]);
  });

  test("who was taken out of a tube stands there by name, with the tube and the hour", async () => {
    at = await openApp({ tube: 2 });
    const name = at.engine.tube.open!.people[1]!.name;
    await at.press("[data-undo-last]");
    await at.press(".sheet [data-go]");
    await at.show("log");
    await at.press("[data-filter=all]");
    const line = at.app.find(".entry.void").text();
    for (const part of [name, "管 T-70429", "撤销了"]) expect(line).toContain(part);
    expect(line).not.toContain("0 人");
  });

  test("sending without a network says what is safe", async () => {
    at = await openApp({ offline: true, unsent: 3 });
    await at.show("log");
    await at.press("[data-send]");
    expect(at.text()).toContain("没有发出。记录都在本机");
  });
});

describe("handing over", () => {
  test("shows one code after the other, and the file's word", async () => {
    at = await openApp({ unsent: 37 });
    await at.show("hand");
    expect(at.text()).toContain("第 1 张，共 7 张");
    expect(at.app.find("svg.qr path").attributes("d")).toMatch(/^M/);
    globalThis.URL.createObjectURL = () => "blob:x";
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue(undefined);
    await at.press("[data-file]");
    expect(at.app.find(".word").text()).toContain("K7M2PQ4T");
    await at.press("[data-taken]");
    expect(at.engine.calls).toContainEqual(["taken"]);
  });

  test("taking says how much is there and when it is all", async () => {
    at = await openApp({});
    await at.show("take");
    await at.scan("WH1:x");
    expect(at.text()).toContain("收到 12 张，共 34 张");
    await at.scan("WH1:end");
    expect(at.text()).toContain("收齐了：孙大寒 的 37 条");
  });
});

describe("signing in and out", () => {
  test("opened by an invitation's link it signs in at once, and the link leaves the address", async () => {
    location.hash = "#WJ1:DABC";
    at = await openApp({ phase: "welcome", status: { made: 0 } });
    location.hash = "#WJ1:DABC";
    dispatchEvent(new Event("hashchange"));
    await flushPromises();
    expect(at.engine.calls).toEqual([["enrol", "WJ1:DABC", undefined]]);
    expect(location.hash).not.toContain("WJ1");
    expect(at.app.find("[data-start]").exists()).toBe(true);
    await at.press("[data-start]");
    expect(at.app.find(".desk").exists()).toBe(true);
  });

  test("asks who holds the phone where the invitation does not say", async () => {
    at = await openApp({ phase: "welcome", status: { made: 0 } });
    await at.scan("https://wanjia.example/field/#WJ1:DWHO");
    await at.app.find("form input").setValue("杨立冬");
    await at.app.find("form").trigger("submit");
    await flushPromises();
    expect(at.engine.calls.slice(-1)[0]).toEqual(["enrol", "WJ1:DWHO", "杨立冬"]);
  });

  test("a used invitation says what to do, something else that it is none", async () => {
    at = await openApp({ phase: "welcome", status: { made: 0 } });
    await at.scan("WJ1:DUSED");
    expect(at.app.find(".trouble").text()).toContain("这个邀请用过了。找居委会再出一个。");
    await at.scan("hello world");
    expect(at.app.find(".trouble").text()).toContain("这不是邀请");
  });

  test("a phone with unsent records is not erased by one tap", async () => {
    at = await openApp({ unsent: 3 });
    await at.show("settings");
    await at.press("[data-wipe]");
    expect(at.engine.calls).toEqual([]);
    await at.press(".sheet [data-go]");
    expect(at.engine.status.phase).toBe("ready");
    expect(at.text()).toContain("还有没发的记录，不能抹");
  });
});

describe("the back button", () => {
  test("closes the sheet, not the screen under it", async () => {
    at = await openApp({ kind: "sweep" });
    await at.press("[data-other]");
    expect(at.app.find(".sheet").exists()).toBe(true);
    dispatchEvent(new PopStateEvent("popstate"));
    await flushPromises();
    expect(at.app.find(".sheet").exists()).toBe(false);
    expect(at.app.find(".nx").exists()).toBe(true);
  });

  test("follows the address between screens", async () => {
    at = await openApp({});
    await at.show("log");
    history.replaceState({ depth: 0 }, "", "#/home");
    dispatchEvent(new PopStateEvent("popstate"));
    await flushPromises();
    expect(at.app.find(".desk").exists()).toBe(true);
  });
});

test("an erased phone shows that it is, whatever screen was open", async () => {
  at = await openApp({});
  await at.show("settings");
  await at.press("[data-wipe]");
  await at.press(".sheet [data-go]");
  expect(at.text()).toContain("本机抹干净了");
});

test("the language changes at once, on the page and for readers", async () => {
  at = await openApp({ unsent: 2 });
  speak("en");
  await nextTick();
  expect(at.app.find("[data-unsent]").text()).toContain("unsent");
  expect(document.documentElement.lang).toBe("en");
  go("settings");
  await nextTick();
  expect(at.text()).toContain("Sign out and erase");
});
