import { describe, expect, it } from 'vitest';
import { startParallaxBetween } from './parallax-between.ts';
import { driveServer } from './third-party/clients.ts';
import { type ServerName, startServer } from './third-party/start-server.ts';

const servers: readonly ServerName[] = ['json-server', 'json-graphql-server', 'tus'];

describe('two instances of a server from npm', () => {
  it.each(servers)(
    'show no mismatch with the default config while two clients use them: %s',
    // json-graphql-server gives a freed id to the next creation. If one client removes while the other creates, the
    // identity is not learned in one of about 50 runs: a false alarm that is known, and open.
    { retry: 1 },
    async (name) => {
      await using primary = await startServer(name);
      await using candidate = await startServer(name);
      await using parallax = await startParallaxBetween(primary.url, candidate.url);
      const made = await driveServer(parallax.url, name, 2, 5);
      const outcomes = await parallax.outcomes(made);
      expect(await parallax.examples('mismatch')).toEqual([]);
      expect(outcomes['match']).toBeGreaterThan(made * 0.9);
    },
  );
});
