/** Killing a phone: whatever was not committed is gone, and the dead one writes nothing more. */
import "fake-indexeddb/auto";

type Open = { transactions: Set<IDBTransaction>; isDead: boolean };

const open = new Map<IDBDatabase, Open>();
const begin = IDBDatabase.prototype.transaction;

IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...asked: Parameters<typeof begin>): IDBTransaction {
  const state = open.get(this) ?? { transactions: new Set(), isDead: false };
  open.set(this, state);
  if (state.isDead) throw new DOMException("killed", "UnknownError"); // Dexie opens anew after an InvalidStateError
  const transaction = begin.apply(this, asked);
  state.transactions.add(transaction);
  for (const end of ["complete", "abort"]) transaction.addEventListener(end, () => state.transactions.delete(transaction));
  return transaction;
};

/** As when the battery is taken out. The same database can be opened anew at once. */
export function kill(name: string): void {
  for (const [database, state] of open) {
    if (database.name !== name || state.isDead) continue;
    state.isDead = true;
    for (const transaction of state.transactions) abort(transaction);
    database.close();
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // it has just ended
  }
}

export async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) await new Promise((done) => setImmediate(done));
}
