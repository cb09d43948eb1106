import type { KeyedExchange } from '../src/shadow/order/causal-keys.ts';

/** What a client does, as shares that add up to 1. */
export interface Mix {
  readonly call: number;
  readonly read: number;
  readonly create: number;
  readonly rename: number;
  readonly remove: number;
  readonly list: number;
}

/** An exchange with primary: what it was, and when, in milliseconds. */
export interface Recorded extends KeyedExchange {
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface HistoryOptions {
  readonly clients: number;
  readonly exchanges: number;
  readonly mix: Mix;
  readonly random: () => number;
}

/** Primary's answers take this long on average, exponentially spread. */
const meanLatencyMs = 5;

/**
 * What clients with a session each did to primary, one request after the other, each to keys that it
 * made itself; in the order in which it was answered.
 */
export function recordSessions({ clients, exchanges, mix, random }: HistoryOptions): Recorded[] {
  const recorded: Recorded[] = [];
  let minted = 1000;
  const mint = (): string => `${(minted += 1)}`;

  function latencyMs(): number {
    return -Math.log(1 - random()) * meanLatencyMs;
  }

  function recordClient(session: string): void {
    const keys: string[] = [];
    let now = random() * meanLatencyMs;
    const say = (method: string, target: string, made: readonly string[] = []): void => {
      const startedAt = now;
      now += latencyMs();
      recorded.push({
        head: { method, target, fields: [] },
        isWrite: method !== 'GET',
        sessions: [session],
        status: 200,
        requestIds: [session],
        responseIds: made,
        newIds: made,
        startedAt,
        endedAt: now,
      });
      now += 0.01;
    };
    const create = (): void => {
      const key = mint();
      keys.push(key);
      say('POST', '/keys', [key]);
    };
    create();
    for (let said = 1; said < exchanges / clients; said += 1) {
      const chance = random();
      const key = keys[Math.floor(random() * keys.length)];
      if (key === undefined || chance < mix.create) create();
      else if (chance < mix.create + mix.call) say('POST', `/keys/${key}/calls`, [mint()]);
      else if (chance < mix.create + mix.call + mix.read) say('GET', `/keys/${key}`);
      else if (chance < 1 - mix.remove - mix.list) say('PATCH', `/keys/${key}`);
      else if (chance < 1 - mix.list)
        say('DELETE', `/keys/${keys.splice(keys.indexOf(key), 1)[0]}`);
      else say('GET', '/keys');
    }
  }

  for (let client = 0; client < clients; client += 1) recordClient(`session-${client}`);
  return recorded.sort((a, b) => a.endedAt - b.endedAt);
}
