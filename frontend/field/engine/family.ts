/** A flat belongs into one tube: one that is abnormal then asks one family again, and not two. */
import type { Door, Id } from "./types";

export interface Cramped {
  of: number; // people of the flat who are still to be swabbed
  left: number; // places in the tube
}

/**
 * The flat of the next person, where it no longer fits into the tube and would fit into an empty one. Null once one of it
 * is in the tube: the family has begun. Whoever is done or excused needs no place.
 */
export function cramped(door: Door, inTube: ReadonlySet<Id>, left: number, capacity: number, isOpen: (id: Id) => boolean): Cramped | null {
  if (door.people.some(({ id }) => inTube.has(id))) return null;
  const of = door.people.filter(({ id }) => isOpen(id)).length;
  return of > left && of <= capacity ? { of, left } : null;
}

/** Who of these flats is still to be swabbed and not in the tube: what to ask for before it is closed. */
export function absent(doors: readonly Door[], inTube: ReadonlySet<Id>, isOpen: (id: Id) => boolean): { door: Door; of: number }[] {
  const begun = doors.filter((door) => door.people.some(({ id }) => inTube.has(id)));
  const counted = begun.map((door) => ({ door, of: door.people.filter(({ id }) => !inTube.has(id) && isOpen(id)).length }));
  return counted.filter((one) => one.of > 0);
}
