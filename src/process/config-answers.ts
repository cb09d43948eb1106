import type { ConfigChange } from '../transport/config-change.ts';
import type { WorkerPlane } from '../vocabulary/plane-message.ts';
import type { SupervisedWorker } from './supervised-worker.ts';

/** A plane that takes longer is busy or hangs, and the reload fails. */
const configuredMsMax = 10_000;

/** Sends a config to the planes, one plane at a time, and waits for their answers. */
export class ConfigAnswers {
  /** Each resolves when the plane has answered the config. */
  readonly #unanswered = new Map<WorkerPlane, (fault: string | null) => void>();

  /** @returns why the plane keeps its previous config; null if it took the new one */
  ask(plane: WorkerPlane, worker: SupervisedWorker, change: ConfigChange): Promise<string | null> {
    // A plane that is down starts with the new config. A plane that is still loading its modules may have
    // started with an earlier one, so it is asked.
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

  /**
   * Notes a plane's answer. Null also if the plane is gone, as its replacement starts with the new config.
   */
  answered(plane: WorkerPlane, fault: string | null): void {
    this.#unanswered.get(plane)?.(fault);
  }
}
