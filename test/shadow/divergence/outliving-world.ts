import { journalMemory } from '../../../src/shadow/identity/book/id-journal.ts';
import { JournalMemory, sharedJournalMemory } from '../../../src/vocabulary/journal-memory.ts';
import { otherClockLine } from '../../../src/vocabulary/world-text.ts';
import { worldUnderTest } from '../world/world-under-test.ts';

const halfBytes = 64 * 1024;

export type World = ReturnType<typeof worldUnderTest>;

/** Memory that outlives a world, in a process that may be replaced. */
export interface Outliving {
  /**
   * The world that knows what is in the memory, as after a restart of the worker.
   *
   * @param again so many of the last exchanges come once more
   */
  begin(again?: number): World;
  /** Moves the memory to another process, which has another clock. */
  handOver(): void;
}

export function outliving(): Outliving {
  const identities = journalMemory(100);
  let [known, zeroMs, sequence] = [sharedJournalMemory(halfBytes), 0, 0];
  let last: World | null = null;
  return {
    begin(again = 0) {
      sequence = (last?.sequence ?? sequence) - again;
      last = worldUnderTest({}, identities, {}, 0, {
        worldMemory: known,
        sequence,
        zeroMs,
      });
      return last;
    },
    handOver() {
      const text = new JournalMemory(known).text;
      known = sharedJournalMemory(halfBytes);
      new JournalMemory(known).begin(`${text}${otherClockLine}`);
      zeroMs += 700_000;
    },
  };
}
