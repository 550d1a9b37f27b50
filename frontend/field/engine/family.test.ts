import { expect, test } from "vitest";
import { absent, cramped } from "./family";
import { building } from "./testing/world";
import type { Id } from "./types";

const [flat, other] = building(0, 2, 3).doors;
const ids = flat!.people.map((one) => one.id);
const everybody = (): boolean => true;
const none = new Set<Id>();

test("a flat fits as long as there are places for all of it", () => {
  for (let left = 0; left <= 10; left++) {
    const found = cramped(flat!, none, left, 10, everybody);
    expect(found).toEqual(left < 3 ? { of: 3, left } : null);
  }
});

test("whoever needs no swab needs no place", () => {
  expect(cramped(flat!, none, 1, 10, (id) => id === ids[0])).toBeNull();
  expect(cramped(flat!, none, 1, 10, (id) => id !== ids[0])).toEqual({ of: 2, left: 1 });
});

test("a family that has begun goes on, and one larger than any tube is not asked about", () => {
  expect(cramped(flat!, new Set([ids[0]!]), 0, 10, everybody)).toBeNull();
  expect(cramped(flat!, none, 1, 1, everybody)).toBeNull();
});

test("before a tube is closed it names the flats of which somebody is missing, and no others", () => {
  expect(absent([flat!, other!], new Set([ids[1]!]), everybody)).toEqual([{ door: flat, of: 2 }]);
  expect(absent([flat!, other!], new Set(ids), everybody)).toEqual([]);
  expect(absent([flat!, other!], new Set([ids[1]!]), () => false)).toEqual([]);
});
