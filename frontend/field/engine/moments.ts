/** Times as the protocol writes them, and ids made on this phone. */

/** Now, as ISO 8601 with an offset. */
export function moment(ms: number): string {
  return new Date(ms).toISOString();
}

/** The calendar day here, YYYY-MM-DD: a code is good until the end of a day at the place, not in Greenwich. */
export function dayOf(ms: number): string {
  const there = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${there.getFullYear()}-${two(there.getMonth() + 1)}-${two(there.getDate())}`;
}

/** A UUID of version 7 (RFC 9562): sorts by the moment when it was made. */
export function uuid7(ms: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let rest = Math.floor(ms);
  for (let index = 5; index >= 0; index--) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
