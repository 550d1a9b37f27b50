/** Check characters: a slip of a reader or a finger is noticed before anything else is asked. */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function pure(values: Iterable<number>, modulus: number): number {
  let check = modulus;
  for (const value of values) {
    const sum = (check + value) % modulus || modulus;
    check = (sum * 2) % (modulus + 1);
  }
  return (modulus + 1 - (check % (modulus + 1))) % modulus;
}

/** ISO 7064 MOD 37,36, as at the end of a tag. */
export function mod3736(text: string): string {
  return ALPHABET[pure([...text].map((char) => ALPHABET.indexOf(char)), 36)] ?? "";
}

/** ISO 7064 MOD 11,10, as at the end of a short number. */
export function mod1110(digits: string): string {
  return String(pure([...digits].map(Number), 10));
}

/** Eight digits whose last is right: one wrong or two swapped digits are noticed. */
export function isShort(text: string): boolean {
  return /^\d{8}$/.test(text) && mod1110(text.slice(0, 7)) === text[7];
}

/** The eighteenth character of a resident number (GB 11643, ISO 7064 MOD 11-2). */
export function residentCheck(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return "10X98765432"[sum % 11] ?? "";
}
