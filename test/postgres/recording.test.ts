import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claim, handOver } from '../../src/postgres/claims.ts';
import { openPostgres, type Postgres } from '../../src/postgres/connect.ts';
import { addPartitions, beat, type HeldLease, takeLease } from '../../src/postgres/leases.ts';
import { migrate } from '../../src/postgres/migrations.ts';
import { beginRecording, noteUnrecorded } from '../../src/postgres/recording.ts';
import { memoryLog } from '../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';

describe.runIf(hasPostgres)('the writes that a former owner may have sent without a record', () => {
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

  async function take(partition: number): Promise<HeldLease> {
    const { leases } = await beat(postgres, { hub: 'one', host: 'test', version: '1' }, true);
    const lease = await takeLease(postgres, `hub${leases[partition]?.term}`, leases[partition]!);
    return lease!;
  }
  const claimTo = (lease: HeldLease, claimed: number) =>
    claim(postgres, lease, { claimed, low: 0, doneCommits: [], settled: null, exchanges: null });

  it('are none if it recorded all its sends', async () => {
    const partition = (partitions += 1);
    const first = await take(partition);
    await beginRecording(postgres, first, true, 0);
    await claimTo(first, 5);
    expect(await beginRecording(postgres, await take(partition), true, 9)).toBe(0);
  });

  it('are none if an owner that recorded all is followed by one that dies before a claim', async () => {
    const partition = (partitions += 1);
    const first = await take(partition);
    await beginRecording(postgres, first, true, 0);
    await claimTo(first, 5);
    await take(partition);
    expect(await beginRecording(postgres, await take(partition), true, 9)).toBe(0);
  });

  it('are all claimed when it noted that NATS was down, also after a hand-over', async () => {
    const partition = (partitions += 1);
    const first = await take(partition);
    await beginRecording(postgres, first, true, 0);
    await claimTo(first, 5);
    await noteUnrecorded(postgres, first);
    await claimTo(first, 9);
    const second = await take(partition);
    expect(await beginRecording(postgres, second, true, 9)).toBe(5);
    await handOver(postgres, second, { low: 4, settled: new Map(), uncounted: [] });
    const third = await take(partition);
    expect(await beginRecording(postgres, third, true, 9)).toBe(5);
    await noteUnrecorded(postgres, third);
    expect(await beginRecording(postgres, third, true, 9)).toBe(5);
  });

  it('are all that may have been claimed, if it was of an earlier version or its records are unknown', async () => {
    const partition = (partitions += 1);
    const first = await take(partition);
    await postgres.query('UPDATE parallax.partitions SET recording_term = 0');
    await claimTo(first, 5);
    const second = await take(partition);
    expect(await beginRecording(postgres, second, true, 9)).toBe(9);
    await claimTo(second, 11);
    expect(await beginRecording(postgres, await take(partition), false, 12)).toBe(12);
  });

  it('cannot be increased by an owner that has lost the lease', async () => {
    const partition = (partitions += 1);
    const first = await take(partition);
    await beginRecording(postgres, first, true, 0);
    await claimTo(first, 5);
    const second = await take(partition);
    expect(await noteUnrecorded(postgres, first)).toBe(false);
    expect(await beginRecording(postgres, first, true, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(await beginRecording(postgres, second, true, 9)).toBe(0);
  });
});
