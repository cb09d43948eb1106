import type { MigrationBug } from '../../example/conduit/migration-bugs.ts';
import { type RunningConduit, serve } from '../../example/conduit/serve.ts';
import { driveMembers } from '../../example/stateful/drive-members.ts';
import { direct, repository } from '../../test/example/conduit-under-test.ts';
import { type Fleet, startFleet } from '../../test/e2e/fleet/fleet.ts';

export interface ConduitFleet extends AsyncDisposable {
  readonly fleet: Fleet;
  /**
   * Plays clients that log in, create, change, read and remove things; nginx sends each of their requests to another tap.
   *
   * @throws if an answer is wrong
   */
  drive(requests: number, signal?: AbortSignal): Promise<void>;
}

export interface ConduitFleetOptions {
  readonly bugs?: readonly MigrationBug[];
  readonly taps?: number;
  readonly hubs?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const clients = 32;
const database = ':memory:';

/** Two gateways with separate databases, one with integer ids and one with UUIDs, and a fleet between them. */
export async function startConduitFleet(options: ConduitFleetOptions = {}): Promise<ConduitFleet> {
  const { bugs = [], taps = 4, hubs = 2, settings = {} } = options;
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
    serve({ port: 0, database, seed: 'other', ids: 'uuid', flavour: repository(...bugs) }),
  );
  const fleet = started.use(
    await startFleet({
      primary,
      candidate,
      taps,
      hubs,
      settings: {
        compare: {
          ignore: ['$..latencyMs'],
          headers: { compare: ['etag', 'location', 'set-cookie', 'content-type'] },
        },
        ...settings,
      },
    }),
  );
  const all = started.move();
  return {
    fleet,
    drive: (requests, signal) =>
      driveMembers({ url: fleet.url, requests, clients, ...(signal !== undefined && { signal }) }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
