/** Whom one can call at a door: those still open first, each number once. */
import type { Id } from "../engine/types";
import type { Stop } from "../screens/walk";

export interface Phone {
  name: string;
  tel: string;
  tail: string;
  subject: Id; // whom an outcome is written down for
}

export function phonesOf(stop: Stop): Phone[] {
  const open = new Set(stop.open.map((one) => one.id));
  const people = [...(stop.door?.people ?? [])].sort((a, b) => Number(open.has(b.id)) - Number(open.has(a.id)));
  const seen = new Set<string>();
  const phones: Phone[] = [];
  for (const { id, name, tel, tail } of people) {
    if (!tel || seen.has(tel)) continue;
    seen.add(tel);
    phones.push({ name, tel, tail, subject: open.has(id) ? id : (stop.open[0]?.id ?? id) });
  }
  const wanted = phones.filter((one) => open.has(one.subject));
  return wanted.length ? wanted : phones;
}
