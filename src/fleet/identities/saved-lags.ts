import type { PostgresClient } from '../../postgres/connect.ts';
import { learnedDeployments, type LearnedDeployment } from '../../postgres/identity-chunks.ts';
import { deleteLagsBefore, readLags, widenLags } from '../../postgres/lags.ts';
import { LagRecord, type LagSecond } from '../../vocabulary/lag-record.ts';
import type { IdentitySave } from './identity-saver.ts';

/** Memory of the lag records of a process. */
export type LagMemories = Readonly<Record<LearnedDeployment, SharedArrayBuffer>>;

/** Longer lags are not saved: the stream is not that far behind. */
const lookedAtSeconds = 900;
/** How far back a new owner reads: there is a row for each second. */
const restoredSeconds = 86_400;

/**
 * Saves the lags that the shadow plane records, with the identities of the things that were stamped
 * meanwhile: without them, a new owner would report those stamps as differences.
 */
export class LagSaver {
  readonly #records: Readonly<Record<LearnedDeployment, LagRecord>>;
  readonly #now: () => number;
  /** The saved lags, by deployment and second. */
  readonly #saved = new Map<string, string>();
  #isTidied = false;

  /** @param now milliseconds since 1970 */
  constructor(memories: LagMemories, now: () => number = Date.now) {
    this.#records = recordsOf(memories);
    this.#now = now;
  }

  /** Returns what must be saved now. */
  take(): IdentitySave {
    const last = Math.ceil(this.#now() / 1000);
    const first = last - lookedAtSeconds;
    const unsaved = learnedDeployments.map((deployment) => ({
      deployment,
      seconds: this.#records[deployment]
        .seconds(first, last)
        .filter((one) => this.#saved.get(keyOf(deployment, one)) !== textOf(one)),
    }));
    return {
      isEmpty: unsaved.every(({ seconds }) => seconds.length === 0),
      statements: async (client) => {
        for (const { deployment, seconds } of unsaved) {
          if (seconds.length > 0) await widenLags(client, deployment, seconds);
        }
        if (!this.#isTidied) await deleteLagsBefore(client, last - restoredSeconds);
      },
      committed: () => {
        this.#isTidied = true;
        for (const { deployment, seconds } of unsaved) {
          for (const one of seconds) this.#saved.set(keyOf(deployment, one), textOf(one));
        }
        this.#forgetBefore(first);
      },
    };
  }

  #forgetBefore(first: number): void {
    for (const deployment of learnedDeployments) {
      for (let second = first - 1; this.#saved.delete(`${deployment} ${second}`); second -= 1);
    }
  }
}

/**
 * Adds the lags of former owners to the records of this process. @throws the error of the server or
 * connection
 */
export async function restoreLags(
  client: PostgresClient,
  memories: LagMemories,
  now: () => number = Date.now,
): Promise<void> {
  const records = recordsOf(memories);
  const from = Math.floor(now() / 1000) - restoredSeconds;
  for (const deployment of learnedDeployments) {
    for (const one of await readLags(client, deployment, from)) records[deployment].restore(one);
  }
}

function recordsOf({ candidate, secondary }: LagMemories) {
  return { candidate: new LagRecord(candidate), secondary: new LagRecord(secondary) };
}

function keyOf(deployment: LearnedDeployment, { second }: LagSecond): string {
  return `${deployment} ${second}`;
}

function textOf({ fromMs, toMs, leastMs, mostMs }: LagSecond): string {
  return `${fromMs} ${toMs} ${leastMs} ${mostMs}`;
}
