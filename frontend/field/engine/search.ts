/** Finding a person by hand: name, initials, room, tail of the telephone, building. */
import type { Desk } from "./desk";
import { plain } from "./documents";
import type { Found, Id } from "./types";

const MOST = 30;

/** Every word must say something of the person: "3号楼 陈", "1102 cxm", "3-1102". In walking order. */
export function search(desk: Desk, text: string, building?: Id): Found[] {
  const words = plain(text).toLowerCase().split(/\s+/).filter(Boolean);
  const hits: Found[] = [];
  if (!words.length) return hits;
  for (const found of desk.people.values()) {
    if (building && found.building.key !== building) continue;
    if (words.every((word) => fits(found, word)) && hits.push(found) === MOST) break;
  }
  return hits;
}

function fits({ person, door, building }: Found, word: string): boolean {
  const room = door.room.toLowerCase();
  const where = building.name.toLowerCase() + room;
  return (
    isNamed(person.name, word) ||
    person.initials.startsWith(word) ||
    room.startsWith(word) ||
    (word.length === 4 && person.tail === word) ||
    (person.short !== "" && person.short === word) ||
    where.includes(word) ||
    `${parseInt(building.name, 10)}-${room}` === word
  );
}

/** The bundle's names are masked (陈*满), what is typed need not be: a star stands for any character. */
export function isNamed(masked: string, typed: string): boolean {
  const [mask, said] = [[...masked.toLowerCase()], [...typed]];
  return said.length <= mask.length && said.every((char, index) => mask[index] === char || mask[index] === "*");
}
