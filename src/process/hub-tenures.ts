import type { HubSetup, TenureStart } from '../transport/hub-setup.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { WorkerPlane } from '../vocabulary/plane-message.ts';
import { noRecordedAnswers } from '../vocabulary/recorded-answer.ts';
import type { SupervisedWorker } from './supervised-worker.ts';

/** A plane that needs to know which partitions a hub owns. */
export interface TenurePlane {
  readonly plane: WorkerPlane;
  readonly worker: Pick<SupervisedWorker, 'running' | 'say'>;
}

/** Keeps the planes of a hub informed of its tenures: planes that run now, and planes that start later. */
export class HubTenures {
  #setup: HubSetup | null;
  /** Resolved when a plane has confirmed a tenure; keyed by plane and tenure. */
  readonly #untaken = new Map<string, () => void>();

  /** @param setup null in a process that is not a hub */
  constructor(setup: HubSetup | null) {
    this.#setup = setup;
  }

  /** The setup that a plane starts with. */
  setupOf(plane: WorkerPlane): HubSetup | null {
    if (this.#setup === null) return null;
    return { ...this.#setup, tenures: this.#setup.tenures.map((one) => startFor(plane, one)) };
  }

  /** @returns when all running planes know of the tenure */
  async begin(start: TenureStart, planes: readonly TenurePlane[]): Promise<void> {
    if (this.#setup === null) throw new ParallaxError('no_hub', 'only a hub has tenures');
    this.#setup = { ...this.#setup, tenures: [...this.#setup.tenures, start] };
    const taken = planes.map(async ({ plane, worker }) => {
      if (!worker.running) return;
      const answer = Promise.withResolvers<void>();
      this.#untaken.set(keyOf(plane, start.tenure), answer.resolve);
      worker.say({ kind: 'tenure-begun', tenure: startFor(plane, start) });
      await answer.promise;
    });
    await Promise.all(taken);
  }

  end(tenure: number, planes: readonly TenurePlane[]): void {
    if (this.#setup === null) return;
    const tenures = this.#setup.tenures.filter((one) => one.tenure !== tenure);
    this.#setup = { ...this.#setup, tenures };
    for (const { worker } of planes) worker.say({ kind: 'tenure-ended', tenure });
  }

  /** Notes that a plane has confirmed a tenure. */
  taken(plane: WorkerPlane, tenure: number): void {
    this.#settle(keyOf(plane, tenure));
  }

  /** Notes that a plane is gone. Its replacement starts with all tenures. */
  lost(plane: WorkerPlane): void {
    for (const key of this.#untaken.keys()) if (key.startsWith(`${plane} `)) this.#settle(key);
  }

  #settle(key: string): void {
    this.#untaken.get(key)?.();
    this.#untaken.delete(key);
  }
}

/** The recorded answers are large and are copied to each plane, and only the sending plane needs them. */
function startFor(plane: WorkerPlane, start: TenureStart): TenureStart {
  return plane === 'shadow' ? start : { ...start, recorded: noRecordedAnswers };
}

function keyOf(plane: WorkerPlane, tenure: number): string {
  return `${plane} ${tenure}`;
}
