import { afterEach, describe, expect, it } from 'vitest';
import type { MigrationBug } from '../../example/conduit/migration-bugs.ts';
import { serve } from '../../example/conduit/serve.ts';
import { driveMembers } from '../../example/stateful/drive-members.ts';
import { direct, repository } from '../example/conduit-under-test.ts';
import { type Example, startParallaxBetween } from './parallax-between.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Seen {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly mismatches: readonly Example[];
  readonly matches: readonly Example[];
}

const database = ':memory:';

/** Clients who log in, make keys, call with them, read, change and delete: through Parallax. */
async function drive(
  requests: number,
  bugs: readonly MigrationBug[] = [],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Seen> {
  const [primary, candidate] = await Promise.all([
    serve({ port: 0, database, seed: 'one', ids: 'integer', flavour: direct }),
    serve({ port: 0, database, seed: 'other', ids: 'uuid', flavour: repository(...bugs) }),
  ]);
  closing.push(primary.close, candidate.close);
  await using parallax = await startParallaxBetween(primary.url, candidate.url, {
    compare: {
      ignore: ['$..latencyMs'],
      headers: { compare: ['etag', 'location', 'set-cookie', 'content-type'] },
    },
    ...settings,
  });
  await driveMembers({ url: parallax.url, requests, clients: 32 });
  const outcomes = await parallax.outcomes(requests);
  const [mismatches, matches] = await Promise.all([
    parallax.examples('mismatch'),
    parallax.examples('match'),
  ]);
  return { outcomes, mismatches, matches };
}

describe('two gateways with their own databases, one with integer ids and one with UUIDs,', () => {
  it('show no mismatch in 5,000 requests by 32 clients', async () => {
    const { outcomes, matches } = await drive(5_000);
    expect(outcomes).toEqual({ match: 5_000 });
    expect(matches.some(({ translated }) => translated.length > 0)).toBe(true);
  });

  it.each<[MigrationBug, RegExp, RegExp]>([
    ['kept-session', /^GET \/api\/sessions\/current$/, /./],
    ['unchecked-if-match', /^PATCH \/api\/virtual-keys\/\{id\}$/, /./],
    ['cursor-overlap', /^GET \/api\/virtual-keys\/\{id\}\/request-logs$/, /./],
    ['wrong-owner', /^GET \/api\/virtual-keys\/\{id\}\/request-logs$/, /virtualKeyId$/],
    ['missing-log-field', /^GET \/api\/request-logs/, /finishReason$/],
    ['lost-order-by', /^GET \/api\/virtual-keys$/, /items/],
    ['cost-rounding', /^GET \/api\//, /costUsd$/],
    [
      'kept-key',
      /^(GET \/api\/virtual-keys|GET \/api\/costs|POST \/v1\/chat|POST \/api\/virtual-keys)/,
      /./,
    ],
  ])('show %s where it occurs, and no other mismatch', async (bug, route, path) => {
    const { mismatches } = await drive(800, [bug]);
    expect(mismatches).not.toEqual([]);
    expect(mismatches.filter((one) => !route.test(one.route))).toEqual([]);
    const paths = mismatches.flatMap(({ differences }) => differences.map((one) => one.path));
    expect(paths.filter((one) => !path.test(one))).toEqual([]);
  });

  it('are separated from noise by a secondary with its own database', async () => {
    const secondary = await serve({
      port: 0,
      database,
      seed: 'third',
      ids: 'integer',
      flavour: direct,
    });
    closing.push(secondary.close);
    const { outcomes, mismatches } = await drive(800, ['missing-log-field'], {
      secondary: { url: secondary.url, ownState: true },
    });
    expect(outcomes).not.toHaveProperty('noise');
    expect(mismatches).not.toEqual([]);
    expect(mismatches.filter(({ route }) => !route.startsWith('GET /api/request-logs'))).toEqual(
      [],
    );
  });
});
