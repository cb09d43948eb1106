/**
 * Taps behind nginx, hubs, NATS and PostgreSQL, all real. The gateway has integer ids, and its rewrite UUIDs; nginx sends
 * each request of a client to another tap.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MigrationBug } from '../../example/conduit/migration-bugs.ts';
import { serve } from '../../example/conduit/serve.ts';
import { driveMembers } from '../../example/stateful/drive-members.ts';
import { direct, repository } from '../example/conduit-under-test.ts';
import { type Fleet, type FleetGate, hasFleetPrograms, startFleet } from './fleet/fleet.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function startConduitFleet(bugs: readonly MigrationBug[] = []): Promise<Fleet> {
  const database = ':memory:';
  const [primary, candidate] = await Promise.all([
    serve({ port: 0, database, seed: 'one', ids: 'integer', flavour: direct }),
    serve({ port: 0, database, seed: 'other', ids: 'uuid', flavour: repository(...bugs) }),
  ]);
  closing.push(primary.close, candidate.close);
  return startFleet({
    primary: primary.url,
    candidate: candidate.url,
    taps: 4,
    hubs: 2,
    settings: {
      compare: {
        ignore: ['$..latencyMs'],
        headers: { compare: ['etag', 'location', 'set-cookie', 'content-type'] },
      },
    },
  });
}

function countsOf({ criterion, n, k }: FleetGate['criteria'][number]): unknown {
  return [criterion, n, k];
}

describe.skipIf(!hasFleetPrograms)('a fleet of four taps and two hubs', () => {
  it('shows no mismatch for sessions that move between taps, and counts them at each hub', async () => {
    await using fleet = await startConduitFleet();
    await driveMembers({ url: fleet.url, requests: 1_000, clients: 16 });
    const counts = await fleet.settled(1_000);
    expect(counts).toEqual({ compared: 1_000, mismatches: 0, lost: {} });
    // A gate is evaluated once a second.
    await vi.waitFor(
      async () => {
        const [one, other] = await Promise.all(
          fleet.hubs.map((hub) => fleet.ask<FleetGate>(hub, '/api/gate')),
        );
        expect(one?.criteria.map(countsOf)).toEqual(other?.criteria.map(countsOf));
      },
      { timeout: 60_000, interval: 200 },
    );
  });
});
