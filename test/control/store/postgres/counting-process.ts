import type { CommitPart } from '../../../../src/control/store/commit-part.ts';
import { PostgresStore } from '../../../../src/control/store/postgres/postgres-store.ts';
import type { Postgres } from '../../../../src/postgres/connect.ts';
import { memoryLog } from '../../../support/memory-log.ts';
import { keptEvidence } from '../../evidence/evidence-under-test.ts';

/** The evidence of one process, on a store that several share. */
export interface Counting {
  readonly store: PostgresStore;
  readonly evidence: ReturnType<typeof keptEvidence>;
}

export function evidenceOn(
  postgres: Postgres,
  instance: string,
  makePart?: () => CommitPart,
): Counting {
  const store = new PostgresStore({ postgres, instance, log: memoryLog().log, makePart });
  return { store, evidence: keptEvidence({ store, instance }) };
}

/** Saves this number of times, one after the other. */
export async function flushed({ store, evidence }: Counting, times = 2): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await store.shared.settled();
    evidence.flush();
    await store.shared.settled();
  }
}

/** A part of each save that counts how often it was kept and refused. */
export function countingPart() {
  const part = {
    refuses: false,
    refused: 0,
    committed: 0,
    make: (): CommitPart => ({
      statements: async () => {
        if (part.refuses) throw new Error('another owner');
      },
      committed: () => (part.committed += 1),
      refused: () => (part.refused += 1),
    }),
  };
  return part;
}
