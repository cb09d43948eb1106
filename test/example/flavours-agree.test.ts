import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Call, chatCall, createKey, repository } from './conduit-under-test.ts';
import { differencesOf, startPair } from './conduit-pair.ts';
import { runScript } from './script.ts';

interface KnownKey {
  readonly id: string;
  readonly virtualKey: string;
}

/** A call, given a key that it may be about. */
type CallMaker = (key: KnownKey) => Call;

const keyName = fc.constantFrom('search', 'billing', 'chat', 'ünïcode', "it's; --", '');
const team = fc.constantFrom('blue', 'green');
const model = fc.constantFrom('aurora-large', 'breeze-mini', 'unknown');
const requestId = fc.constantFrom('r1', 'r2', 'r3');
const limit = fc.nat({ max: 6 });
const offset = fc.nat({ max: 4 });

const callMaker: fc.Arbitrary<CallMaker> = fc.oneof(
  fc.record({ team, keyName }).map(creating),
  fc.record({ team, limit, offset }).map(listingKeys),
  fc.constant<CallMaker>(({ id }) => ({ path: `/api/virtual-keys/${id}` })),
  fc.constant<CallMaker>(({ id }) => ({ path: `/api/virtual-keys/${id}/spend` })),
  fc.constant<CallMaker>(disabling),
  fc.record({ model, requestId, stream: fc.boolean() }).map(chatting),
  fc.record({ limit, offset }).map(listingLogs),
  fc.constant<CallMaker>(() => ({ path: '/api/request-logs' })),
  fc.constant<CallMaker>(() => ({ path: '/api/costs/summary' })),
  team.map(summing),
);

function creating(body: object): CallMaker {
  return () => ({ method: 'POST', path: '/api/virtual-keys', body });
}

function listingKeys(query: { team: string; limit: number; offset: number }): CallMaker {
  const { team, limit, offset } = query;
  return () => ({ path: `/api/virtual-keys?team=${team}&limit=${limit}&offset=${offset}` });
}

function disabling({ id }: KnownKey): Call {
  return { method: 'POST', path: `/api/virtual-keys/${id}/disable` };
}

function chatting(call: { model: string; requestId: string; stream: boolean }): CallMaker {
  const { requestId, ...wishes } = call;
  return ({ virtualKey }) => chatCall(virtualKey, requestId, wishes);
}

function listingLogs({ limit, offset }: { limit: number; offset: number }): CallMaker {
  const page = `limit=${limit}&offset=${offset}`;
  return ({ id }) => ({ path: `/api/request-logs?virtualKeyId=${id}&${page}` });
}

function summing(team: string): CallMaker {
  return () => ({ path: `/api/costs/summary?team=${team}` });
}

describe('the two flavours without migration bugs', () => {
  it('give the same answers to random requests', async () => {
    const steps = fc.array(fc.tuple(fc.nat(), callMaker), { minLength: 10, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const pair = startPair(repository());
        const keys: KnownKey[] = [
          await createKey(pair.ask, 'blue', 'second'),
          await createKey(pair.ask, 'blue', 'first'),
        ];
        for (const [choice, makeCall] of steps) {
          // One of the existing keys, or, equally often, an unknown one.
          const key = keys[choice % (keys.length + 1)] ?? { id: 'none', virtualKey: 'none' };
          const { json } = await pair.ask(makeCall(key));
          if (isKey(json)) keys.push(json);
        }
        expect(differencesOf(pair)).toEqual([]);
      }),
      { numRuns: 100, seed: 20_250_601 },
    );
  });

  it('give the same answers to the script', async () => {
    const pair = startPair(repository());
    await runScript(pair.ask);
    expect(differencesOf(pair)).toEqual([]);
  });
});

function isKey(json: unknown): json is KnownKey {
  return typeof json === 'object' && json !== null && 'virtualKey' in json;
}
