import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MigrationBug } from '../../example/conduit/migration-bugs.ts';
import { type RunningConduit, serve } from '../../example/conduit/serve.ts';
import { driveMembers } from '../../example/stateful/drive-members.ts';
import { direct, repository } from '../../test/example/conduit-under-test.ts';
import { type Fleet, type FleetOptions, startFleet } from '../../test/e2e/fleet/fleet.ts';

/** What clients do. */
export interface Load {
  readonly requests: number;
  /** As fast as the answers come where it is left out. */
  readonly perSecond?: number;
  /** Whether clients go on where a connection breaks; otherwise that ends the load. */
  readonly mayBreak?: boolean;
}

export interface ConduitFleet extends AsyncDisposable {
  readonly fleet: Fleet;
  /**
   * Plays clients that log in, create, change, read and remove things; nginx sends each of their requests to another tap.
   *
   * @returns how many requests were not answered
   * @throws if an answer is not the due one
   */
  drive(load: Load): Promise<number>;
}

export interface ConduitFleetOptions extends Partial<
  Pick<FleetOptions, 'taps' | 'hubs' | 'hosts'>
> {
  readonly bugs?: readonly MigrationBug[];
  /** Where the candidate listens; 127.0.0.1 if left out. */
  readonly candidateHost?: string;
}

/** How many clients ask at the same time, at most. */
export const clients = 32;
const database = ':memory:';

/** Two gateways with separate databases, one with integer ids and one with UUIDs, and a fleet between them. */
export async function startConduitFleet(options: ConduitFleetOptions = {}): Promise<ConduitFleet> {
  const { bugs = [], candidateHost, taps = 4, hubs = 2, hosts } = options;
  await using started = new AsyncDisposableStack();
  const conduit = async (starting: Promise<RunningConduit>): Promise<string> => {
    const { url, close } = await starting;
    started.defer(close);
    return url;
  };
  const primary = await conduit(
    serve({ port: 0, database, seed: 'one', ids: 'integer', flavour: direct }),
  );
  const candidate = await conduit(
    serve({
      port: 0,
      ...(candidateHost !== undefined && { host: candidateHost }),
      database,
      seed: 'other',
      ids: 'uuid',
      flavour: repository(...bugs),
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'parallax-key-'));
  started.defer(() => rmSync(folder, { recursive: true, force: true }));
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  const fleet = started.use(
    await startFleet({
      primary,
      candidate,
      taps,
      hubs,
      ...(hosts !== undefined && { hosts }),
      settings: {
        identities: { store: { keyFile } },
        compare: {
          ignore: ['$..latencyMs'],
          headers: { compare: ['etag', 'location', 'set-cookie', 'content-type'] },
        },
      },
    }),
  );
  const all = started.move();
  return {
    fleet,
    drive: (load) => drive(fleet.url, load),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function drive(url: string, { requests, perSecond, mayBreak }: Load): Promise<number> {
  let unanswered = 0;
  const startedAt = performance.now();
  const pace = (made: number): Promise<void> | null => {
    if (perSecond === undefined) return null;
    const earlyMs = startedAt + (made * 1000) / perSecond - performance.now();
    return earlyMs > 0 ? sleep(earlyMs) : null;
  };
  await driveMembers({
    url,
    requests,
    clients,
    beforeRequest: pace,
    ...(mayBreak === true && { onUnanswered: () => (unanswered += 1) }),
  });
  return unanswered;
}
