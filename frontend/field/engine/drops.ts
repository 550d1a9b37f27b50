/** Boxes and parcels at a building's drop point: counted against what the gate gave, and the equation of its doors. */
import type { ServerDelivery } from "./bundle";
import { attemptOf, HOLD_MS, keep, one, stamp } from "./capture";
import { tally } from "./owed";
import type { Phone } from "./phone";
import type { Draft } from "./rows";
import { Problem, type Drop, type DropBook, type Entry, type Id, type LeftKind } from "./types";

const NOTE_LENGTH = 120;

interface Said {
  what: LeftKind;
  quantity: number;
  note: string;
}

export function took(phone: Phone, trip: string, building: Id, boxes: number): Promise<Entry> {
  const body = { ...stamp(phone), kind: "took", trip, boxes };
  const summary = { name: "", where: placeOf(phone, building), people: boxes };
  return keep(phone, [{ kind: "took", body, summary, hold: phone.now() + HOLD_MS }]).then(one);
}

export function left(phone: Phone, building: Id, said: Said): Promise<Entry> {
  return keep(phone, [leftOf(phone, building, said)]).then(one);
}

export function damaged(phone: Phone, home: Id, building: Id): Promise<Entry[]> {
  const tried = attemptOf(phone, home, { place: building, outcome: "damaged", note: "" });
  return keep(phone, [tried, leftOf(phone, building, { what: "spoiled", quantity: deliveryOf(phone).each, note: "" })]);
}

function leftOf(phone: Phone, building: Id, { what, quantity, note }: Said): Draft {
  const delivery = deliveryOf(phone).id;
  const body = { ...stamp(phone), kind: "left", delivery, what, quantity, place: building, note: note.slice(0, NOTE_LENGTH) };
  const summary = { name: "", where: placeOf(phone, building), people: quantity, outcome: what };
  return { kind: "left", body, summary, hold: phone.now() + HOLD_MS };
}

function deliveryOf(phone: Phone): ServerDelivery {
  const delivery = phone.desk.value.bundle?.delivery;
  if (!delivery) throw new Problem("no_delivery", "This round is no delivery");
  return delivery;
}

const placeOf = (phone: Phone, building: Id): string =>
  phone.desk.value.buildings.find((house) => house.key === building)?.name ?? "";

/** Null where the round is no delivery. What this phone has written down goes before what the server knew. */
export function dropBook(phone: Phone, building: Id): DropBook | null {
  const delivery = phone.desk.value.bundle?.delivery;
  if (!delivery) return null;
  const drops = delivery.trips.filter((trip) => trip.building === building).map((trip) => dropOf(phone, trip));
  const counted = drops.filter((drop) => drop.took !== null);
  const boxes = counted.reduce((sum, drop) => sum + (drop.took ?? 0), 0);
  const gave = counted.reduce((sum, drop) => sum + drop.gave, 0);
  const came = drops.length && counted.length === drops.length ? boxes * delivery.per_box : null;
  const delivered = tally(phone, building).done * delivery.each;
  const sums = sumsOf(phone, delivery, building);
  const rest = (came ?? 0) - delivered - sums.returned - sums.spoiled;
  const { each, per_box, recalled = "" } = delivery;
  return { drops, each, per_box, recalled, short: gave - boxes, came, delivered, ...sums, rest };
}

function dropOf(phone: Phone, trip: ServerDelivery["trips"][number]): Drop {
  const own = phone.book.tookOf(trip.id);
  return { id: trip.id, number: trip.number, gave: trip.gave ?? trip.sent, took: own ?? trip.took };
}

/** Returned and spoiled add up; of counts the last stands. What we sent comes back from the server and is told once. */
function sumsOf(phone: Phone, delivery: ServerDelivery, building: Id) {
  const own = phone.book.leftAt(building).map(({ id, body }) => ({
    id, what: body["what"] as LeftKind, quantity: Number(body["quantity"]), at: body.seen_at,
  }));
  const known = new Set(own.map((line) => line.id));
  const told = delivery.left.filter((line) => line.building === building && !known.has(line.id));
  const all = [...told, ...own].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const sum = (what: LeftKind) => all.filter((line) => line.what === what).reduce((total, line) => total + line.quantity, 0);
  const counts = all.filter((line) => line.what === "on_hand");
  return { returned: sum("returned"), spoiled: sum("spoiled"), counted: counts[counts.length - 1]?.quantity ?? null };
}
