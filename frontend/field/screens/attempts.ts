/** Recording at a door: what fails is said, what was recorded can be taken back while it has not been sent. */
import type { Entry } from "../engine/types";
import { raise } from "../parts/fault";
import { tell } from "../parts/toast";
import { useWays } from "../parts/ways";
import { say } from "../words";

export function useAttempts() {
  const { engine, feel } = useWays();

  /** Runs `act`; whatever it raises stays on the screen until it is read. */
  async function guard(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      feel.bad();
      raise(error);
    }
  }

  function undoable(entries: readonly Entry[]): () => void {
    const ids = entries.map((entry) => entry.id);
    return () => void guard(async () => tell(say((await engine.withdraw(ids)) ? "sweep.undone" : "sweep.undo_late")));
  }

  return { guard, undoable };
}
