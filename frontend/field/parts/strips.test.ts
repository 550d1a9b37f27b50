import { expect, test } from "vitest";
import { createFake } from "../screens/fake";
import { strips } from "./strips";

const status = (more: object) => createFake({ status: more }).status;
const kinds = (more: object, hidden: string[] = []) => strips(status(more), new Set(hidden)).map((one) => one.kind);
const off = { online: false, offline_since: "2026-11-22T12:00:00+08:00" };
const problem = { code: "busy", title: "手机太多。", at: "2026-11-22T12:01:00+08:00" };

test("a good day has no lines", () => {
  expect(kinds({})).toEqual([]);
});

test("no network first, then the key, then what came back", () => {
  expect(kinds({ ...off, asks_new_key: true, flagged: 2, problem })).toEqual(["offline", "key", "flagged"]);
});

test("a clock two minutes off is shown with its direction, less is not", () => {
  expect(kinds({ skew_ms: 119_000 })).toEqual([]);
  expect(strips(status({ skew_ms: 420_000 }), new Set())).toEqual([{ kind: "skew", minutes: 7, slow: true }]);
  expect(strips(status({ skew_ms: -180_000 }), new Set())).toEqual([{ kind: "skew", minutes: 3, slow: false }]);
});

test("notices and problems can be put away, the network cannot", () => {
  const notice = { id: "n1", text: "电梯停用", text_en: "No lift", at: problem.at };
  expect(kinds({ ...off, problem, notices: [notice] })).toEqual(["offline", "problem", "notice"]);
  expect(kinds({ ...off, problem, notices: [notice] }, [problem.at, "n1"])).toEqual(["offline"]);
});
