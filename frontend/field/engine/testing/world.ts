/** A small world for tests: two buildings, a round, signed codes, phones that share a server and a true time. */
import "fake-indexeddb/auto";
import { getPublicKey, hashes, sign } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { base32nopad, hex } from "@scure/base";
import type { Bundle } from "../bundle";
import { mod1110, mod3736 } from "../checks";
import { documentHash } from "../documents";
import { createEngine } from "../index";
import type { Options } from "../phone";
import type { Building, Device, Door, Engine, Kind, Person, Round, Unit } from "../types";
import { FakeServer } from "./server";

hashes.sha512 = sha512;
const SECRET = new Uint8Array(32).fill(7);
export const SALT = "000102030405060708090a0b0c0d0e0f";
export const START = Date.parse("2022-03-31T01:00:00Z");
const HOUR = 3_600_000;

export const KEYS = { "1": hex.encode(getPublicKey(SECRET)) };
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A tag that tells its number, so that a failing test can be read. */
export function tagOf(number: number): string {
  let tag = "";
  for (let rest = number + 1; tag.length < 16; rest = Math.floor(rest / 32)) tag = (BASE32[rest % 32] ?? "A") + tag;
  return tag;
}

export function signed(kind: string, tag: string, until = "2022-04-30", secret = SECRET): string {
  const days = Math.round((Date.parse(until) - Date.UTC(2020, 0, 1)) / 86_400_000);
  const body = `WJ1:${kind}${tag}${mod3736(kind + tag)}${days.toString(16).toUpperCase().padStart(4, "0")}01`;
  return `${body}:${base32nopad.encode(sign(new TextEncoder().encode(body), secret))}`;
}

export const shortOf = (number: number): string => {
  const digits = String(1_000_000 + number * 37);
  return digits + mod1110(digits);
};

export const personId = (number: number): string => `999999001001${String(100_001 + number)}`;
export const homeId = (number: number): string => `999999001001${String(500_001 + number)}`;
export const documentOf = (number: number): string => `E${String(10_000_000 + number)}`;

export function person(number: number): Person {
  return {
    id: personId(number),
    name: `陈*${"满平安喜"[number % 4] ?? ""}`,
    initials: `cx${"mpax"[number % 4] ?? ""}`,
    age: 40,
    tags: [],
    tel: "",
    tail: String(1000 + (number % 9000)),
    doc: documentHash(documentOf(number), SALT),
    card: tagOf(number),
    short: shortOf(number),
  };
}

export function building(index: number, homes: number, perHome: number): Building {
  const doors: Door[] = Array.from({ length: homes }, (_, at) => {
    const home = index * homes + at;
    const people = Array.from({ length: perHome }, (_, who) => person(home * perHome + who));
    return { home: homeId(home), stair: 1, floor: at + 1, room: `${at + 1}01`, card: tagOf(900_000 + home), short: "", people };
  });
  return { key: `99999900100101000${index + 1}`, name: `${index + 1}号楼`, compound: "春和新苑", doors };
}

export function round(unit: Unit = "person"): Round {
  const obligation = { code: "nat", name: "核酸", name_en: "NAT", done_word: "已采", done_word_en: "sampled", unit, fields: [] };
  return { id: 7, name: "第7轮", obligation, opens_at: at(0), due_at: at(8), pool_size: 10, state: "open" };
}

export const at = (hours: number): string => new Date(START + hours * HOUR).toISOString();

export function device(number: number, kind: Kind = "desk"): Device {
  const place = { place: "99999900100101", place_name: "春和新苑", area: "999999001001", area_name: "春和居委会" };
  const site = "0195e6a0-5a00-7000-8000-0000000000aa";
  return { number, label: `${number}号台`, kind, holder: "杨立冬", round: 7, ...place, site, post: "queue", ends_at: at(8), may_call: true };
}

export function bundle(buildings = [building(0, 6, 2), building(1, 6, 2)], unit: Unit = "person"): Bundle {
  const doors = buildings.flatMap((one) => one.doors);
  const subjects = unit === "household" ? doors.map((door) => door.home) : doors.flatMap((door) => door.people.map((one) => one.id));
  return {
    at: at(0),
    device: device(1),
    wipe: false,
    keys: KEYS,
    salt: SALT,
    round: round(unit),
    other_rounds: [],
    buildings,
    premises: [],
    targets: Object.fromEntries(subjects.map((subject) => [subject, { s: "open" as const }])),
    attempts: [],
    revoked: [],
    labels: [{ prefix: "T-", first: 70_001, last: 70_500, digits: 5 }],
    codes: {},
  };
}

/** The true time, and a server that keeps it. */
export class World {
  ms = START;
  readonly server: FakeServer;
  private phones = 0;

  constructor(readonly lists: Bundle = bundle()) {
    this.server = new FakeServer(() => this.ms, lists);
  }

  pass(ms: number): void {
    this.ms += ms;
  }

  /** A phone whose clock is off by so much. `name` again: the same phone after it was killed. */
  phone(name = `phone ${++this.phones} ${Math.random()}`, skewMs = 0, more: Partial<Options> = {}): { engine: Engine; name: string } {
    const now = () => this.ms + skewMs;
    const engine = createEngine({ fetch: this.server.fetch, now, name, base: "", language: () => "zh-hans", auto: false, ...more });
    return { engine, name };
  }

  /** One that has been let in and holds its list. */
  async ready(kind: Kind = "desk", skewMs = 0): Promise<{ engine: Engine; name: string }> {
    const phone = this.phone(undefined, skewMs);
    await phone.engine.start();
    await phone.engine.enrol(signed("D", tagOf(800_000 + this.server.invite(kind))));
    return phone;
  }
}

export const who = (number: number) => ({ subject: personId(number), name: person(number).name, where: "1号楼101" });
