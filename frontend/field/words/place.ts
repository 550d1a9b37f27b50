/** Doors in words: 3号楼1106, 3号楼2单元502, Bldg 3, 502. */
import { say } from ".";
import type { Building, Door } from "../engine/types";

export function buildingWord(name: string): string {
  const number = /^(\d+)号楼$/.exec(name)?.[1];
  return number ? say("place.building", { n: number }) : name;
}

/** Where somebody lives. The stair stands in it only where two stairs share the room's number. */
export function doorWord(building: Building, door: Door): string {
  const values = { building: buildingWord(building.name), stair: door.stair, room: door.room };
  return say(sharesRoom(building, door) ? "place.stair_room" : "place.room", values);
}

/** The room alone, from what doorWord wrote: the cells of a tube have no space for more. */
export function roomOf(where: string): string {
  return /(\d+-)?[0-9A-Za-z]+$/.exec(where)?.[0] ?? where;
}

function sharesRoom(building: Building, door: Door): boolean {
  return building.doors.some((other) => other.room === door.room && other.stair !== door.stair);
}
