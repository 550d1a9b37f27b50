/** The two or three fields that an obligation asks at the door: what is typed, and what is to be said about it. */
import type { Field } from "../engine/types";
import { either, say } from "../words";

export type Typed = Record<string, string>;

/**
 * What stands in the way of recording, by field. A number beyond its limits is asked about once: `sure` holds what was
 * confirmed, since a thermometer may really show it and nothing that was measured is refused.
 */
export function faults(fields: readonly Field[], typed: Typed, sure: Typed): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of fields) {
    const text = fault(field, (typed[field.name] ?? "").trim(), sure[field.name]);
    if (text) found[field.name] = text;
  }
  return found;
}

function fault(field: Field, value: string, sure: string | undefined): string {
  const label = either(field.label, field.label_en);
  if (value === "") return field.required ? say("field.required", { label }) : "";
  if (field.type !== "number") return "";
  const number = Number(value);
  if (Number.isNaN(number)) return say("field.number", { label });
  return isWithin(field, number) || sure === value ? "" : say("field.outside", { ...limits(field), value });
}

export function limits(field: Field): { min: string; max: string; unit: string } {
  return { min: String(field.min ?? "…"), max: String(field.max ?? "…"), unit: field.unit ?? "" };
}

function isWithin(field: Field, number: number): boolean {
  return number >= (field.min ?? -Infinity) && number <= (field.max ?? Infinity);
}

/** Only these faults can be answered by tapping once more. */
export function isDoubt(field: Field, value: string): boolean {
  return field.type === "number" && value !== "" && !Number.isNaN(Number(value)) && !isWithin(field, Number(value));
}

/** What goes into the record: numbers as numbers, yes and no as such, nothing for what was left empty. */
export function detail(fields: readonly Field[], typed: Typed): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of fields) {
    const value = (typed[field.name] ?? "").trim();
    if (value === "") continue;
    out[field.name] = field.type === "number" ? Number(value) : field.type === "yes_no" ? value === "yes" : value;
  }
  return out;
}
