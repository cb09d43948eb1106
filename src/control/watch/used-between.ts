import type { ResourceReading } from './read-resources.ts';

interface Process {
  totals: ReadonlyMap<string, number>;
  atMs: number;
  /** When it was first read; null for one that was there before anything was read. */
  begunAtMs: number | null;
}

export interface ReadProcess {
  /**
   * What was used since the reading before, by resource; never negative. Null where there is no reading to compare with: the
   * first one of a process, or the first after a gap.
   */
  readonly work: ReadonlyMap<string, number> | null;
  /** Whether this process started so recently that what it uses says little. */
  readonly isWarmingUp: boolean;
}

export interface UsedBetweenOptions {
  /** A reading that is older begins anew. */
  readonly gapMs: number;
  readonly warmupMs: number;
}

/** Of more processes behind one address, those that were read last are known. */
const processesMax = 64;

/**
 * Makes differences of totals. An address may lead to several processes: each is known by its start time, so
 * that their totals are never subtracted from each other. A process that started after the last one that is
 * known is a restart, and is left out while it warms up.
 */
export function createUsedBetween({ gapMs, warmupMs }: UsedBetweenOptions) {
  const processes = new Map<number | null, Process>();
  let latestStart = Number.NEGATIVE_INFINITY;

  function isRestart(startTime: number | null): boolean {
    return processes.size > 0 && startTime !== null && startTime > latestStart;
  }

  return {
    /** @param nowMs on a clock that cannot leap */
    read({ startTime, totals }: ResourceReading, nowMs: number): ReadProcess {
      for (const [key, { atMs }] of processes) if (nowMs - atMs > gapMs) processes.delete(key);
      const known = processes.get(startTime);
      const begun = isRestart(startTime) ? nowMs : null;
      const process: Process = { totals, atMs: nowMs, begunAtMs: known ? known.begunAtMs : begun };
      processes.delete(startTime);
      if (processes.size >= processesMax) {
        const [oldest] = processes.keys();
        if (oldest !== undefined) processes.delete(oldest);
      }
      processes.set(startTime, process);
      latestStart = Math.max(latestStart, startTime ?? latestStart);
      const isWarmingUp = process.begunAtMs !== null && nowMs - process.begunAtMs < warmupMs;
      const work = known === undefined ? null : workOf(known.totals, totals, startTime !== null);
      return { work, isWarmingUp };
    },
    /** The next reading is the first. */
    forget(): void {
      processes.clear();
      latestStart = Number.NEGATIVE_INFINITY;
    },
  };
}

/** @param isKnown whether the start time is known: then a total that falls is of another process that started then, too */
function workOf(
  before: ReadonlyMap<string, number>,
  totals: ReadonlyMap<string, number>,
  isKnown: boolean,
): ReadonlyMap<string, number> | null {
  const work = new Map<string, number>();
  for (const [resource, total] of totals) {
    const earlier = before.get(resource);
    if (earlier === undefined) continue;
    const hasFallen = total < earlier;
    if (hasFallen && isKnown) return null;
    // Without a start time, it began again at zero.
    work.set(resource, hasFallen ? total : total - earlier);
  }
  return work;
}
