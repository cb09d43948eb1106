import { randomUUID } from 'node:crypto';
import type { Server, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../control/statistics/seeded-random.ts';
import { runClients } from '../shadow/stateful/key-clients.ts';
import { createKeyService } from '../shadow/stateful/key-service.ts';
import { listen } from '../support/raw-socket.ts';
import { type Example, startParallaxBetween } from './parallax-between.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serviceUrl(server: Server): Promise<string> {
  servers.push(server);
  return `http://127.0.0.1:${await listen(server)}`;
}

interface Run {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly mismatches: readonly Example[];
  readonly cascades: readonly Example[];
  /** Exchanges that the candidate was made to get wrong. */
  readonly injected: readonly string[];
}

/** Mostly short, and sometimes long. */
async function pauseFor(chance: number): Promise<void> {
  for (let turns = Math.floor(chance * chance * 40); turns > 0; turns -= 1) {
    await new Promise(setImmediate);
  }
}

/** The service twice, each with ids of its own, and clients at work on it through Parallax. */
async function run(
  seed: number,
  inject: (random: () => number, response: ServerResponse) => 'before' | 'after' | null,
): Promise<Run> {
  const random = seededRandom(seed);
  const randomThere = seededRandom(seed + 1000);
  const injected: string[] = [];
  let minted = 0;
  let forwarded = 0;
  const primary = createKeyService({
    mint: () => (minted += 1),
    pause: () => pauseFor(random()),
  });
  const candidate = createKeyService({
    mint: randomUUID,
    pause: () => pauseFor(randomThere()),
    misbehave(_, response) {
      const misbehaved = inject(randomThere, response);
      if (misbehaved !== null) injected.push(String(response.req.headers['x-parallax-exchange']));
      return misbehaved;
    },
  });
  primary.on('request', () => (forwarded += 1));
  await using parallax = await startParallaxBetween(
    await serviceUrl(primary),
    await serviceUrl(candidate),
  );
  await runClients({ url: parallax.url, clients: 6, steps: 40, random });
  const outcomes = await parallax.outcomes(forwarded);
  const [mismatches, cascades] = await Promise.all([
    parallax.examples('mismatch'),
    parallax.examples('cascade'),
  ]);
  return { outcomes, mismatches, cascades, injected };
}

const seeds = [1, 2, 3, 4];

describe('a random stateful API, implemented twice, with ids of their own', () => {
  it.each(seeds)('shows no mismatch, whatever the delays (seed %i)', async (seed) => {
    const { outcomes } = await run(seed, () => null);
    expect(Object.keys(outcomes)).toEqual(['match']);
  });

  it.each(seeds)(
    'shows each wrong answer once, and cascades for the rest (seed %i)',
    async (seed) => {
      const { mismatches, cascades, injected } = await run(seed, (random, response) => {
        if (random() > 0.02) return null;
        response.writeHead(500).end();
        return 'before';
      });
      const found = [...mismatches, ...cascades].map(({ id }) => id);
      expect(found).toEqual(expect.arrayContaining([...injected]));
      expect(injected).toEqual(expect.arrayContaining(mismatches.map(({ id }) => id)));
      expect(injected).toEqual(expect.arrayContaining(cascades.map(({ cascadeOf }) => cascadeOf)));
    },
  );

  it.each(seeds)(
    'shows what was lost on the way as such, and cascades for the rest (seed %i)',
    async (seed) => {
      const { outcomes, cascades, injected } = await run(seed, (random, response) => {
        if (random() > 0.02) return null;
        response.destroy();
        return 'after';
      });
      expect(outcomes).not.toHaveProperty('mismatch');
      expect(injected).toEqual(expect.arrayContaining(cascades.map(({ cascadeOf }) => cascadeOf)));
    },
  );
});
