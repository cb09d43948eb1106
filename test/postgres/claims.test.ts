import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCounted, claim, handOver, inherit } from '../../src/postgres/claims.ts';
import { openPostgres, type Postgres } from '../../src/postgres/connect.ts';
import {
  addPartitions,
  beat,
  type HeldLease,
  lostLeases,
  takeLease,
} from '../../src/postgres/leases.ts';
import { migrate } from '../../src/postgres/migrations.ts';
import { memoryLog } from '../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';

describe.runIf(hasPostgres)('the owner of a partition', () => {
  let server: TestPostgres;
  let postgres: Postgres;
  let partitions = 0;

  beforeAll(async () => {
    server = await startPostgres();
    postgres = openPostgres(await server.createDatabase(), memoryLog().log);
    await migrate(postgres);
    await addPartitions(postgres, 8);
  });
  afterAll(async () => {
    await postgres.close();
    await server[Symbol.asyncDispose]();
  });

  async function take(): Promise<HeldLease> {
    const { leases } = await beat(postgres, { hub: 'one', host: 'test', version: '1' }, true);
    const lease = await takeLease(postgres, 'one', leases[(partitions += 1) - 1]!);
    return lease!;
  }

  describe('the exchanges that it gives up at a hand-over', () => {
    it('are those that no save of evidence contains, not even one in progress', async () => {
      const lease = await take();
      const { handing } = await postgres.transaction(async (client) => {
        await addCounted(client, lease.partition, [11]);
        expect(await lostLeases(client, [lease])).toEqual([]);
        const handing = handOver(postgres, lease, {
          low: 3,
          settled: new Map(),
          uncounted: [11, 12],
        });
        const isWaiting = async (): Promise<boolean> => {
          const { rowCount } = await client.query('SELECT 1 FROM pg_locks WHERE NOT granted');
          return rowCount !== 0;
        };
        while (!(await isWaiting()));
        return { handing };
      });
      expect(await handing).toEqual([12]);
      const { counted } = await inherit(postgres, lease);
      expect(counted.toSorted((a, b) => a - b)).toEqual([11, 12]);
    });

    it('are in no later save, because the lease is lost', async () => {
      const lease = await take();
      await handOver(postgres, lease, { low: 3, settled: new Map(), uncounted: [11] });
      const lost = await postgres.transaction((client) => lostLeases(client, [lease]));
      expect(lost).toEqual([lease]);
    });

    it('are none if another hub has the lease', async () => {
      const lease = await take();
      const former = { ...lease, term: lease.term - 1 };
      expect(
        await handOver(postgres, former, { low: 3, settled: new Map(), uncounted: [11] }),
      ).toBeNull();
    });
  });

  describe('the numbers of the messages that it has settled', () => {
    it('are known to the next owner after a hand-over', async () => {
      const lease = await take();
      await handOver(postgres, lease, { low: 3, settled: new Map([[7, 70]]), uncounted: [11] });
      expect([...(await inherit(postgres, lease)).settled]).toEqual([[7, 70]]);
    });

    it('are not replaced by those of an earlier claim that reaches PostgreSQL late', async () => {
      const lease = await take();
      const settled = (low: number, batch: number) =>
        claim(postgres, lease, {
          claimed: 9,
          low,
          doneCommits: [],
          settled: new Map([[7, batch]]),
          exchanges: null,
        });
      await settled(5, 50);
      await settled(4, 40);
      expect([...(await inherit(postgres, lease)).settled]).toEqual([[7, 50]]);
    });
  });
});
