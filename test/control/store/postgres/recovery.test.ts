import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresConfig } from '../../../../src/config/store-schema.ts';
import { openPostgres, type Postgres } from '../../../../src/postgres/connect.ts';
import { ParallaxError } from '../../../../src/vocabulary/errors.ts';
import { memoryLog } from '../../../support/memory-log.ts';
import {
  hasPostgres,
  postgresPassword,
  startPostgres,
  type TestPostgres,
} from '../../../support/postgres.ts';
import { comparisonOf } from '../../comparison-fixture.ts';
import { countingPart, evidenceOn, flushed } from './counting-process.ts';
import { type FleetProcess, startProcess, expectAll } from './fleet-process.ts';

describe.skipIf(!hasPostgres)('a PostgreSQL store that fails', () => {
  let server: TestPostgres;
  let store: PostgresConfig;
  let all: FleetProcess[];
  let folder: string;

  beforeAll(async () => {
    server = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), 'parallax-recovery-'));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    store = await server.createDatabase();
    all = [];
  });
  afterEach(async () => {
    await Promise.all(all.map((one) => one.stop()));
  });

  const start = (...given: Parameters<typeof startProcess>): FleetProcess => {
    const begun = startProcess(...given);
    all.push(begun);
    return begun;
  };

  it('gets counts from a failure once', async () => {
    const [a, b] = [start(store), start(store)];
    await expectAll(all, (gate) => gate.isStoreUp);
    await a.feed([comparisonOf()]);
    await expectAll(all, (gate) => gate.compared === 1);
    await server.kill();
    await a.feed([comparisonOf(), comparisonOf()]);
    await b.feed([comparisonOf()]);
    await expectAll(all, (gate) => !gate.isStoreUp);
    await server.start();
    await expectAll(all, (gate) => gate.isStoreUp && gate.compared === 4);
    const later = start(store);
    await expectAll(all, (gate) => gate.isStoreUp && gate.compared === 4);
    expect(await later.metrics()).toContain('parallax_store_errors_total{fault="unreachable"');
  });

  it('that fails at the start gets the counts since then, added to those of other processes', async () => {
    const a = start(store);
    await a.feed([comparisonOf()]);
    await expectAll(all, (gate) => gate.isStoreUp && gate.compared === 1);
    await server.kill();
    const b = start(store);
    await b.feed([comparisonOf(), comparisonOf()]);
    await expectAll([b], (gate) => gate.compared === 2);
    await server.start();
    await expectAll(all, (gate) => gate.isStoreUp && gate.compared === 3);
  });

  it('that refuses the password is tried again with the current password of the file', async () => {
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, 'a wrong one');
    const { log, lines } = memoryLog();
    const a = start({ kind: 'postgres', url: store.url, passwordFile }, {}, { log });
    await a.feed([comparisonOf()]);
    const isDown = (): boolean =>
      lines.some(({ msg }) => String(msg).startsWith('the store is down'));
    while (!isDown()) await expectAll(all, () => true);
    writeFileSync(passwordFile, postgresPassword);
    await expectAll(all, (gate) => gate.isStoreUp && gate.compared === 1);
    expect(lines.map(({ msg }) => msg)).toContain(
      'the store is down, it refuses the user, the password, the certificate or the database: ' +
        'evidence is kept in memory until it is up again',
    );
    const logged = JSON.stringify(lines);
    expect(logged).not.toContain('a wrong one');
    expect(logged).not.toContain(postgresPassword);
  });

  it('is unchanged if a later version of Parallax has migrated it', async () => {
    const a = start(store);
    await expectAll(all, (gate) => gate.isStoreUp);
    await a.stop();
    const database = new URL(store.url).pathname.slice(1);
    await server.run(
      "INSERT INTO parallax.migrations (version, name) VALUES (999, 'later')",
      database,
    );
    const b = start(store);
    await b.feed([comparisonOf()]);
    while (!/fault="foreign".*\} [1-9]/.test(await b.metrics())) await expectAll([b], () => true);
    const { rows } = await server.run('SELECT count(*)::int AS n FROM parallax.epochs', database);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it.each([
    { what: 'the answer to COMMIT is lost', isKept: true },
    { what: 'the connection is lost before COMMIT', isKept: false },
  ])('has all counts once if $what', async ({ isKept }) => {
    const postgres = openPostgres(store, memoryLog().log);
    const breaks = { next: false };
    const shaky: Postgres = { ...postgres, transaction: breaking(postgres, breaks, isKept) };
    const part = countingPart();
    const [own, other] = [evidenceOn(shaky, 'own', part.make), evidenceOn(postgres, 'other')];
    await flushed(own);
    for (let round = 1; round <= 3; round += 1) {
      own.evidence.record(comparisonOf());
      breaks.next = true;
      await flushed(own);
      expect(own.store.isUp).toBe(false);
    }
    await flushed(own, 3);
    await flushed(other, 3);
    expect(own.evidence.current().coverage.compared).toBe(3);
    expect(other.evidence.current().coverage.compared).toBe(3);
    expect(part.refused).toBe(isKept ? 0 : 3);
    await postgres.close();
  });

  it('has nothing of a save that is partly refused, and all of the next one', async () => {
    const postgres = openPostgres(store, memoryLog().log);
    const part = countingPart();
    const [own, other] = [evidenceOn(postgres, 'own', part.make), evidenceOn(postgres, 'other')];
    await flushed(own, 2);
    own.evidence.record(comparisonOf());
    part.refuses = true;
    await flushed(own, 1);
    expect(own.store.isUp).toBe(true);
    await flushed(other, 3);
    expect(other.evidence.current().coverage.compared).toBe(0);
    part.refuses = false;
    await flushed(own);
    await flushed(other);
    expect(other.evidence.current().coverage.compared).toBe(1);
    expect(part.refused).toBe(1);
    await postgres.close();
  });
});

/** Loses the connection at the COMMIT of the next save, after it or before it. */
function breaking(
  postgres: Postgres,
  breaks: { next: boolean },
  isKept: boolean,
): Postgres['transaction'] {
  return async (work) => {
    let isSave = false;
    const lost = new ParallaxError('postgres_commit_unknown', 'the answer to COMMIT did not come');
    const result = await postgres.transaction(async (client) => {
      const done = await work(client);
      const { rows } = await client.query('SELECT pg_current_xact_id_if_assigned() AS id');
      isSave = breaks.next && rows[0].id !== null;
      if (isSave) breaks.next = false;
      if (isSave && !isKept) throw lost;
      return done;
    });
    if (isSave) throw lost;
    return result;
  };
}
