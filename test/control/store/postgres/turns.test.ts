import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPostgres, type Postgres } from '../../../../src/postgres/connect.ts';
import { memoryLog } from '../../../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { comparisonOf } from '../../comparison-fixture.ts';
import { type Counting, countingPart, evidenceOn, flushed } from './counting-process.ts';

describe.skipIf(!hasPostgres)('two processes that change the epochs of a store', () => {
  let server: TestPostgres;
  let postgres: Postgres;
  let part: ReturnType<typeof countingPart>;
  let one: Counting;
  let other: Counting;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    postgres = openPostgres(await server.createDatabase(), memoryLog().log);
    part = countingPart();
    one = evidenceOn(postgres, 'one');
    other = evidenceOn(postgres, 'other', part.make);
    await flushed(one);
    await flushed(other);
  });
  afterEach(() => postgres.close());

  it('keep nothing of a save whose counts are of an unknown epoch, and all of the next one', async () => {
    seen(one, 2);
    seen(other, 2);
    await flushed(one, 1);
    const before = part.committed;
    await flushed(other, 1);
    expect(part).toMatchObject({ committed: before, refused: 1 });
    expect(await comparedInStore()).toEqual({ v2: 1 });
    await flushed(other, 1);
    expect(part).toMatchObject({ committed: before + 1, refused: 1 });
    expect(await comparedInStore()).toEqual({ v2: 2 });
  });

  it.each([
    { when: 'before', isPast: false, compared: 2 },
    { when: 'after', isPast: true, compared: 3 },
  ])(
    'count what was compared without a version in the version that one found, $when the other has seen it',
    async ({ isPast, compared }) => {
      other.evidence.record(comparisonOf({ candidateVersion: '' }));
      if (isPast) seen(other, 1);
      seen(one, 1);
      await flushed(one);
      await flushed(other, 3);
      expect(await comparedInStore()).toEqual({ v1: compared });
      await flushed(one);
      expect(one.evidence.current().coverage.compared).toBe(compared);
      expect(other.evidence.current().coverage.compared).toBe(compared);
    },
  );

  it('keep comparisons of two versions that replace the same provisional epoch', async () => {
    seen(one, 1);
    await flushed(one);
    await flushed(other);
    for (const { evidence } of [one, other]) {
      evidence.candidateChanged('http://candidate.test:5002', 2);
    }
    await flushed(one);
    await flushed(other);
    seen(other, 1, 2);
    seen(one, 2, 2);
    await flushed(one);
    await flushed(other, 3);
    expect(await comparedInStore()).toEqual({ v1: 1, 'v1 (2)': 1, v2: 1 });
  });

  it('count each comparison once if both reset the evidence', async () => {
    for (const { evidence } of [one, other]) {
      evidence.reset('jo', 'new data');
      evidence.record(comparisonOf());
    }
    await flushed(one);
    await flushed(other, 3);
    // Resets of the same millisecond are one epoch.
    const compared = Object.values(await comparedInStore());
    expect(compared.reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  it('keep counts of two new epochs beside a nearly full list of others', async () => {
    for (let version = 1; version <= 19; version += 1) seen(one, version);
    await flushed(one);
    await flushed(other);
    seen(other, 20);
    seen(other, 21);
    await flushed(other);
    const compared = await comparedInStore();
    expect(Object.keys(compared)).toHaveLength(20);
    expect(compared).toMatchObject({ v2: 1, v20: 1, v21: 1 });
    expect(part.refused).toBe(0);
  });

  /** By the keys of epochs. */
  async function comparedInStore(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await postgres.query<{ key: string; compared: number }>(
      `SELECT epochs.key, counts[5]::int AS compared FROM parallax.epochs
       JOIN parallax.routes ON routes.epoch = epochs.id AND routes.route = ''
       JOIN parallax.counters ON counters.route = routes.id AND counters.key = 'coverage'`,
    );
    return Object.fromEntries(rows.map(({ key, compared }) => [key, compared]));
  }
});

function seen({ evidence }: Counting, version: number, revision = 1): void {
  evidence.record(comparisonOf({ candidateVersion: `v${version}`, revision }));
}
