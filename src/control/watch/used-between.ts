import type { ResourceReading } from './read-resources.ts';

interface Process {
  totals: ReadonlyMap<string, number>;
  atMs: number;
  /** When it was first read; null for one that already ran at the first reading. */
  begunAtMs: number | null;
}

export interface ReadProcess {
  /**
   * The use since the previous reading, by resource; never negative. Null if there is no previous reading: at the
   * first reading of a process, or the first after a gap.
   */
  readonly work: ReadonlyMap<string, number> | null;
  /** Whether this process started so recently that its use is not typical. */
  readonly isWarmingUp: boolean;
}

export interface UsedBetweenOptions {
  /** A previous reading that is older than this is not used. */
  readonly gapMs: number;
  readonly warmupMs: number;
}

/** The most processes behind one address that are remembered; those that were read last stay. */
const processesMax = 64;

/**
 * Computes differences of totals. An address may lead to several processes: each is identified by its start time,
 * so that totals of different processes are never subtracted. A process that started after the last known one is
 * a restart, and is left out while it warms up.
 */
export function createUsedBetween({ gapMs, warmupMs }: UsedBetweenOptions) {
  const processes = new Map<number | null, Process>();
  let latestStart = Number.NEGATIVE_INFINITY;

  function isRestart(startTime: number | null): boolean {
    return processes.size > 0 && startTime !== null && startTime > latestStart;
  }

  return {
    /** @param nowMs of the steady clock */
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

/**
 * @param isKnown whether the start time is known: then a lower total is of another process with the same start
 *   time
 */
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
    // Without a start time, a lower total began again at zero.
    work.set(resource, hasFallen ? total : total - earlier);
  }
  return work;
}
