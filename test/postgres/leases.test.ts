import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openPostgres, type Postgres } from '../../src/postgres/connect.ts';
import { addPartitions, beat, takeLease } from '../../src/postgres/leases.ts';
import { migrate } from '../../src/postgres/migrations.ts';
import { memoryLog } from '../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';

const self = { hub: 'one', host: 'test', version: '1' };

describe.runIf(hasPostgres)('the leases of partitions', () => {
  let server: TestPostgres;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function database(): Promise<Postgres> {
    const postgres = openPostgres(await server.createDatabase(), memoryLog().log);
    onTestFinished(() => postgres.close());
    await migrate(postgres);
    return postgres;
  }

  it('remain if the config has fewer partitions, because the stream may have messages of them', async () => {
    const postgres = await database();
    await addPartitions(postgres, 4);
    await addPartitions(postgres, 2);
    const { leases } = await beat(postgres, self, true);
    expect(leases.map(({ partition }) => partition)).toEqual([0, 1, 2, 3]);
  });

  it('are locked by a heartbeat in the same order as by a save', async () => {
    const postgres = await database();
    await addPartitions(postgres, 2);
    const { leases } = await beat(postgres, self, true);
    // The first row is the last one on disk now.
    for (const lease of leases.toReversed()) await takeLease(postgres, self.hub, lease);
    await postgres.query('UPDATE parallax.partitions SET low = 1 WHERE partition = 0');
    const saved = await postgres.transaction(async (client) => {
      const share = (partition: number) =>
        client.query('SELECT 1 FROM parallax.partitions WHERE partition = $1 FOR SHARE', [
          partition,
        ]);
      await share(0);
      const beating = beat(postgres, self, true);
      const isWaiting = async (): Promise<boolean> => {
        const { rowCount } = await client.query('SELECT 1 FROM pg_locks WHERE NOT granted');
        return rowCount !== 0;
      };
      while (!(await isWaiting()));
      await share(1);
      return { beating };
    });
    await expect(saved.beating).resolves.toMatchObject({ hubs: [{ hub: 'one' }] });
  });
});
