import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CountedExchanges } from '../../../src/control/fleet/counted-exchanges.ts';
import { claim, inherit } from '../../../src/postgres/claims.ts';
import { openPostgres, type Postgres } from '../../../src/postgres/connect.ts';
import { addPartitions, beat, type HeldLease, takeLease } from '../../../src/postgres/leases.ts';
import { migrate } from '../../../src/postgres/migrations.ts';
import type { Committed } from '../../../src/transport/worker-message.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../../support/postgres.ts';

async function taken(postgres: Postgres, hub: string, partition: number): Promise<HeldLease> {
  const self = { hub, host: 'test', version: '1' };
  const { leases } = await beat(postgres, self, true);
  const lease = await takeLease(postgres, hub, leases[partition]!);
  return lease!;
}

function counting(owner: string, { partition, term }: HeldLease) {
  const committed: Committed[] = [];
  const saved: number[] = [];
  const fenced: number[] = [];
  const counted = new CountedExchanges({
    owner,
    tenures: [{ tenure: 1, partition, term }],
    onCommitted: (commit) => committed.push(commit),
    onSaved: () => saved.push(committed.length),
    onFenced: (tenure) => fenced.push(tenure),
  });
  const save = async (postgres: Postgres): Promise<void> => {
    const part = counted.makePart();
    await postgres
      .transaction((client) => part.statements(client))
      .then(
        () => part.committed(),
        (error: unknown) => part.refused(error),
      );
  };
  return { counted, committed, saved, fenced, save };
}

describe.runIf(hasPostgres)('the exchanges that a hub has counted', () => {
  let server: TestPostgres;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function database(): Promise<Postgres> {
    const postgres = openPostgres(await server.createDatabase(), memoryLog().log);
    onTestFinished(() => postgres.close());
    await migrate(postgres);
    await addPartitions(postgres, 2);
    return postgres;
  }

  it('are known to the next owner until the stream has removed them', async () => {
    const postgres = await database();
    const lease = await taken(postgres, 'one', 1);
    const { counted, committed, save } = counting('one', lease);
    for (const sequence of [7, 9]) counted.note(1, sequence);
    await save(postgres);
    expect((await inherit(postgres, lease)).counted).toEqual([7, 9]);
    const doneCommits = committed.map(({ commit }) => commit);
    await claim(postgres, lease, {
      claimed: 20,
      low: 10,
      doneCommits,
      settled: null,
      exchanges: null,
    });
    expect(await inherit(postgres, lease)).toEqual({
      claimed: 20,
      low: 10,
      unclaimed: [],
      claims: 0,
      counted: [],
      commits: [],
      settled: new Map(),
      stream: null,
    });
  });

  it('are not saved if another hub has the lease, and the end of the tenure is reported', async () => {
    const postgres = await database();
    const lease = await taken(postgres, 'one', 0);
    const { counted, committed, fenced, save } = counting('one', lease);
    counted.note(1, 7);
    const other = await taken(postgres, 'two', 0);
    await save(postgres);
    expect([committed, fenced, (await inherit(postgres, other)).counted]).toEqual([[], [1], []]);
  });

  it('are saved with the next save if one is refused', async () => {
    const postgres = await database();
    const lease = await taken(postgres, 'one', 0);
    const { counted, committed, save } = counting('one', lease);
    counted.note(1, 7);
    counted.makePart().refused(new Error('the connection broke'));
    counted.note(1, 8);
    await save(postgres);
    expect(committed.map(({ sequences }) => sequences)).toEqual([[7, 8]]);
  });

  it('are reported as saved after the reports of their tenures, also after a save without any, and not after a refused one', async () => {
    const postgres = await database();
    const lease = await taken(postgres, 'one', 0);
    const { counted, saved, save } = counting('one', lease);
    counted.note(1, 7);
    counted.makePart().refused(new Error('the table is locked'));
    expect(saved).toEqual([]);
    await save(postgres);
    await save(postgres);
    expect(saved).toEqual([1, 1]);
  });

  it('are no longer claimed by a hub that has lost the lease', async () => {
    const postgres = await database();
    const lease = await taken(postgres, 'one', 0);
    await taken(postgres, 'two', 0);
    const isHeld = await claim(postgres, lease, {
      claimed: 5,
      low: 0,
      doneCommits: [],
      settled: null,
      exchanges: null,
    });
    expect(isHeld).toBe(false);
  });
});
