/** A delivery on the phone: the drop point's count, a tap a door, damaged and returned, the difference said on the spot. */
import { afterEach, expect, test } from "vitest";
import { HERE, PARCEL, someDrop } from "./fake";
import { openApp, type Open } from "./testing";

let at: Open;
afterEach(() => at?.app.unmount());

const delivery = (took: number | null = null) => openApp({ kind: "sweep", obligation: PARCEL, offline: true, drop: someDrop(took) });

test("boxes are counted with nothing filled in; fewer than the gate gave is said at once and stays", async () => {
  at = await delivery();
  expect(at.app.find(".drop").text()).toContain("大门交来 24 箱");
  await at.press("[data-count]");
  await at.press(".sheet [data-go]");
  expect(at.app.find(".sheet .said").text()).toBe("写上数");
  await at.app.find("[data-amount]").setValue("22");
  await at.press(".sheet [data-go]");
  expect(at.engine.calls).toEqual([["took", "trip-1", HERE, 22]]);
  expect(at.app.find(".sheet").text()).toContain("大门交 24 箱，这里点到 22 箱");
  await at.press(".sheet [data-read]");
  expect(at.app.find(".drop").text()).toContain("少 2 箱");
  expect(at.app.find(".drop").classes()).toContain("bad");
});

test("the first step lands on what the gate gave, and a count that fits says so quietly", async () => {
  at = await delivery();
  await at.press("[data-count]");
  await at.press(".sheet [data-more]");
  expect((at.app.find("[data-amount]").element as HTMLInputElement).value).toBe("24");
  await at.press(".sheet [data-go]");
  expect(at.app.find(".drop").text()).toContain("24 箱，和大门交的一样");
  expect(at.app.find(".sheet").exists()).toBe(false);
});

test("what was recalled is not handed out any more, and the drop point says so", async () => {
  at = await openApp({ kind: "sweep", obligation: PARCEL, drop: { ...someDrop(24), recalled: "农残超标" } });
  expect(at.app.find(".drop.bad [role=alert]").text()).toBe("已召回：农残超标。不再发放，已送到门口的收回。");
});

test("the equation of the doors stands there", async () => {
  at = await delivery(24);
  const text = at.app.find(".eq").text().replace(/\s+/g, " ");
  expect(text).toContain("96 份来 = 79 送达 + 1 退回 + 1 损坏 + 15 还在");
});

test("one tap in the row puts a parcel at the door", async () => {
  at = await delivery(24);
  await at.press("[data-quick]");
  expect(at.engine.calls[0]?.slice(0, 1)).toEqual(["serve"]);
  expect(at.app.find(".toast").text()).toContain("送达");
});

test("damaged is an attempt and a spoiled parcel", async () => {
  at = await delivery(24);
  await at.press("[data-other]");
  expect(at.app.find("[data-asleep]").exists()).toBe(false);
  await at.press("[data-damaged]");
  expect(at.engine.calls[0]?.[0]).toBe("damaged");
  expect(at.app.find(".toast").text()).toContain("损坏");
});

test("returned, spoiled or lying there: what first, then how many", async () => {
  at = await delivery(24);
  await at.press("[data-left]");
  await at.app.find("[data-amount]").setValue("3");
  await at.press(".sheet [data-go]");
  expect(at.app.find(".sheet .said").text()).toBe("先选是哪一种");
  await at.press("[data-kind='returned']");
  await at.press(".sheet [data-go]");
  expect(at.engine.calls).toEqual([["left", HERE, "returned", 3, ""]]);
});

test("a round without a delivery shows no drop point and no tick in the rows", async () => {
  at = await openApp({ kind: "sweep", obligation: PARCEL });
  expect(at.app.find(".drop").exists()).toBe(false);
  expect(at.app.find("[data-quick]").exists()).toBe(false);
});
