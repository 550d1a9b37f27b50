/** Index of the bundle: everything that a scan looks up is one step in a map, whatever the number of people. */
import type { Bundle, Label, ServerAttempt, ServerTarget } from "./bundle";
import { documentHash } from "./documents";
import type { Building, Door, Found, Id, Premises } from "./types";

export interface Home {
  door: Door;
  building: Building;
}

export class Desk {
  readonly people = new Map<Id, Found>();
  readonly homes = new Map<Id, Home>();
  readonly premises: Premises[];
  readonly buildings: Building[];
  readonly targets: ReadonlyMap<Id, ServerTarget>;
  readonly attempts = new Map<Id, ServerAttempt[]>();
  private readonly tags = new Map<string, Found | Home>();
  private readonly shorts = new Map<string, (Found | Home)[]>();
  private readonly documents = new Map<string, Found[]>();
  private readonly revoked: ReadonlySet<string>;

  constructor(readonly bundle: Bundle | null) {
    this.buildings = bundle?.buildings ?? [];
    this.premises = bundle?.premises ?? [];
    this.targets = new Map(Object.entries(bundle?.targets ?? {}));
    this.revoked = new Set(bundle?.revoked);
    for (const attempt of bundle?.attempts ?? []) push(this.attempts, attempt.subject, attempt);
    for (const building of this.buildings) for (const door of building.doors) this.take(door, building);
  }

  byTag(tag: string): Found | Home | undefined {
    return this.tags.get(tag);
  }

  byShort(short: string): (Found | Home)[] {
    return this.shorts.get(short) ?? [];
  }

  byDocument(number: string): Found[] {
    if (!this.bundle?.salt || this.documents.size === 0) return [];
    return this.documents.get(documentHash(number, this.bundle.salt)) ?? [];
  }

  isRevoked(tag: string): boolean {
    return this.revoked.has(tag);
  }

  /** Inside a range of labels that was given to this site. */
  isOurTube(code: string): boolean {
    return (this.bundle?.labels ?? []).some((label) => isInside(label, code));
  }

  /** Pre-check: the building of a tag. */
  buildingOf(tag: string): Building | null {
    const key = this.bundle?.codes?.[tag];
    return this.buildings.find((building) => building.key === key) ?? null;
  }

  private take(door: Door, building: Building): void {
    const home = { door, building };
    this.homes.set(door.home, home);
    this.list(home, door.card, door.short);
    for (const person of door.people) {
      const found = { person, door, building };
      this.people.set(person.id, found);
      this.list(found, person.card, person.short);
      if (person.doc) push(this.documents, person.doc, found);
    }
  }

  private list(one: Found | Home, tag: string, short: string): void {
    if (tag) this.tags.set(tag, one);
    if (short) push(this.shorts, short, one);
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function isInside(label: Label, code: string): boolean {
  const prefix = label.prefix.toUpperCase();
  const digits = code.slice(prefix.length);
  if (!code.startsWith(prefix) || digits.length !== label.digits || !/^\d+$/.test(digits)) return false;
  return Number(digits) >= label.first && Number(digits) <= label.last;
}

export const isPerson = (one: Found | Home): one is Found => "person" in one;
