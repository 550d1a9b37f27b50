import { expect, test } from "vitest";
import { detail, faults, isDoubt } from "./fields";
import { ANTIGEN } from "./fake";

const { fields } = ANTIGEN;
const temperature = fields[1]!;

test("what is required and missing is named", () => {
  expect(faults(fields, {}, {})).toEqual({ result: "结果 还没填" });
  expect(faults(fields, { result: "negative" }, {})).toEqual({});
});

test("a number beyond its limits is asked about once and taken when it is confirmed", () => {
  const typed = { result: "negative", temperature: "45" };
  expect(faults(fields, typed, {})["temperature"]).toBe("平常 34 到 43 ℃。真是 45 就再点一次。");
  expect(faults(fields, typed, { temperature: "45" })).toEqual({});
  expect(faults(fields, { ...typed, temperature: "46" }, { temperature: "45" })["temperature"]).toContain("46");
});

test("letters are no number, however often they are confirmed", () => {
  expect(faults(fields, { result: "negative", temperature: "热" }, { temperature: "热" })).toEqual({ temperature: "体温 写数字" });
  expect(isDoubt(temperature, "热")).toBe(false);
});

test("numbers go as numbers, yes as true, and what is empty does not go", () => {
  expect(detail(fields, { result: "positive", temperature: "38.5", cough: "no" })).toEqual({ result: "positive", temperature: 38.5, cough: false });
  expect(detail(fields, { result: "negative", temperature: "" })).toEqual({ result: "negative" });
});
