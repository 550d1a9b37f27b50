/** Sealing of what is personal: AES-GCM under a key that never leaves this browser's store. */

const IV_BYTES = 12;
export type Bytes = Uint8Array<ArrayBuffer>;

/** A fresh key. Not extractable: a copy of the database's values without this browser opens nothing. */
export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** `place` (table and row) is bound in, so that a sealed value moved to another row does not open. */
export async function seal(key: CryptoKey, place: string, value: unknown): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const clear = new TextEncoder().encode(JSON.stringify(value));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how(iv, place), key, clear));
  const whole = new Uint8Array(IV_BYTES + sealed.length);
  whole.set(iv);
  whole.set(sealed, IV_BYTES);
  return whole;
}

/** Raises where the value was changed or belongs to another row. */
export async function unseal<T>(key: CryptoKey, place: string, whole: Bytes): Promise<T> {
  const clear = await crypto.subtle.decrypt(how(whole.slice(0, IV_BYTES), place), key, whole.slice(IV_BYTES));
  return JSON.parse(new TextDecoder().decode(clear)) as T;
}

const how = (iv: Bytes, place: string): AesGcmParams => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) });

