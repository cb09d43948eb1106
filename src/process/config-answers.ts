import type { ConfigChange } from '../transport/config-change.ts';
import type { WorkerPlane } from '../vocabulary/plane-message.ts';
import type { SupervisedWorker } from './supervised-worker.ts';

/** A plane that is later is busy or hangs, and the reload fails. */
const configuredMsMax = 10_000;

/** Gives planes another config, one at a time, and waits for what they say to it. */
export class ConfigAnswers {
  /** Resolved when the plane has answered the config that it was given. */
  readonly #unanswered = new Map<WorkerPlane, (fault: string | null) => void>();

  /** @returns why the plane keeps its previous config; null if it took the new one */
  ask(plane: WorkerPlane, worker: SupervisedWorker, change: ConfigChange): Promise<string | null> {
    // A plane that is down starts with the new config. One that still loads its modules began with an earlier one.
    if (!worker.running) return Promise.resolve(null);
    const answer = Promise.withResolvers<string | null>();
    const late = setTimeout(() => answer.resolve('it did not answer'), configuredMsMax);
    this.#unanswered.set(plane, answer.resolve);
    worker.say({ kind: 'config', change });
    return answer.promise.finally(() => {
      clearTimeout(late);
      this.#unanswered.delete(plane);
    });
  }

  /** What a plane said; null also where it is gone, as its replacement starts with the new config. */
  answered(plane: WorkerPlane, fault: string | null): void {
    this.#unanswered.get(plane)?.(fault);
  }
}
