/** Lags outlive the hub that recorded them: saved in a real PostgreSQL, restored by the next owner. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LagSaver, restoreLags } from '../../../src/fleet/identities/saved-lags.ts';
import { openPostgres, type Postgres } from '../../../src/postgres/connect.ts';
import { migrate } from '../../../src/postgres/migrations.ts';
import { lagMemory, LagRecord } from '../../../src/vocabulary/lag-record.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../../support/postgres.ts';

const now = 1_800_000_000_000;
const oneHour = 3_600_000;

function owner(at = now) {
  const memories = { candidate: lagMemory(), secondary: lagMemory() };
  const candidate = new LagRecord(memories.candidate);
  /** The candidate did what primary did now, so much later. */
  const mirror = (lagMs: number): void =>
    candidate.note({ fromMs: now, toMs: now + 5 }, { fromMs: now + lagMs, toMs: now + lagMs + 5 });
  return { memories, candidate, mirror, saver: new LagSaver(memories, () => at) };
}

describe.skipIf(!hasPostgres)('recorded lags', () => {
  let server: TestPostgres;
  let postgres: Postgres;
  const { log } = memoryLog();

  beforeAll(async () => {
    server = await startPostgres();
    postgres = openPostgres(await server.createDatabase(), log);
    await migrate(postgres);
  });

  beforeEach(() => postgres.query('TRUNCATE parallax.lags'));

  afterAll(async () => {
    await postgres?.close();
    await server?.[Symbol.asyncDispose]();
  });

  async function save({ saver }: ReturnType<typeof owner>): Promise<void> {
    const taken = saver.take();
    await postgres.transaction((client) => taken.statements(client));
    taken.committed();
  }

  async function restored(at = now) {
    const next = owner(at);
    await postgres.transaction((client) => restoreLags(client, next.memories, () => at));
    return next.candidate.at(now);
  }

  it('give the next owner the time at which the candidate executed what primary executed', async () => {
    const first = owner();
    first.mirror(7_000);
    await save(first);
    expect(await restored()).toEqual(first.candidate.at(now));
  });

  it('are those of all owners', async () => {
    const [first, second, both] = [owner(), owner(), owner()];
    first.mirror(2_000);
    second.mirror(9_000);
    both.mirror(2_000);
    both.mirror(9_000);
    await save(first);
    await save(second);
    expect(await restored()).toEqual(both.candidate.at(now));
  });

  it('are saved only if they have changed', async () => {
    const first = owner();
    first.mirror(2_000);
    await save(first);
    expect(first.saver.take().isEmpty).toBe(true);
    first.mirror(3_000);
    expect(first.saver.take().isEmpty).toBe(false);
  });

  it('are saved again after a failed save', () => {
    const first = owner();
    first.mirror(2_000);
    first.saver.take();
    expect(first.saver.take().isEmpty).toBe(false);
  });

  it('are forgotten after a day', async () => {
    const first = owner();
    first.mirror(2_000);
    await save(first);
    expect(await restored(now + 25 * oneHour)).toBeNull();
    await save(owner(now + 25 * oneHour));
    const later = owner(now + 25 * oneHour);
    later.candidate.note(
      { fromMs: now + 25 * oneHour, toMs: now + 25 * oneHour },
      { fromMs: now + 25 * oneHour, toMs: now + 25 * oneHour },
    );
    await save(later);
    const { rows } = await postgres.query('SELECT second FROM parallax.lags');
    expect(rows).toHaveLength(1);
  });
});
