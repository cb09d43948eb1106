import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { applicationId, migrations } from '../../../src/control/store/sqlite/tables.ts';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { comparisonOf, differenceOf, mismatchOf, totalsOf } from '../comparison-fixture.ts';
import { planeUnderTest, type PlaneUnderTest } from '../plane-under-test.ts';
import { memoryLog } from '../../support/memory-log.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-store-'));
  file = join(folder, 'parallax.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function planeOn(store: string, settings: Record<string, unknown> = {}): PlaneUnderTest {
  return planeUnderTest({ store, ...settings });
}

interface GateView {
  readonly epoch: { readonly key: string; readonly version: string };
  readonly criteria: readonly {
    readonly criterion: string;
    readonly area: string | null;
    readonly n?: number;
    readonly k?: number;
    readonly reason?: string;
  }[];
}

async function mismatchesIn(plane: PlaneUnderTest, query = ''): Promise<unknown> {
  const gate = (await (await plane.ask(`/api/gate${query}`)).json()) as GateView;
  const found = gate.criteria.find(
    ({ area, criterion }) => area === 'costs' && criterion === 'mismatches',
  );
  return found === undefined ? null : { n: found.n, k: found.k };
}

async function criterionIn(plane: PlaneUnderTest, name: string): Promise<unknown> {
  const gate = (await (await plane.ask('/api/gate')).json()) as GateView;
  const found = gate.criteria.find(
    ({ area, criterion }) => criterion === name && (area === null || area === 'costs'),
  );
  return { n: found?.n, k: found?.k };
}

describe('evidence in a store', () => {
  it('survives a restart, and grows', async () => {
    {
      using plane = planeOn(file);
      await plane.feed([comparisonOf(), mismatchOf([differenceOf()])]);
    }
    using plane = planeOn(file);
    await plane.feed([comparisonOf()]);
    expect(await mismatchesIn(plane)).toEqual({ n: 3, k: 1 });
  });

  it('is the same with one save or many', async () => {
    for (let round = 0; round < 5; round += 1) {
      using plane = planeOn(file);
      await plane.feed([comparisonOf(), comparisonOf(), mismatchOf([differenceOf()])]);
    }
    using plane = planeOn(file);
    expect(await mismatchesIn(plane)).toEqual({ n: 15, k: 5 });
  });

  it('belongs to a version: another one begins a new epoch, and the old one stays readable', async () => {
    {
      using plane = planeOn(file, { candidate: { url: 'http://c.test', version: 'v1' } });
      await plane.feed([mismatchOf([differenceOf()])]);
    }
    using plane = planeOn(file, { candidate: { url: 'http://c.test', version: 'v2' } });
    await plane.feed([comparisonOf()]);
    expect(await mismatchesIn(plane)).toEqual({ n: 1, k: 0 });
    expect(await mismatchesIn(plane, '?epoch=v1')).toEqual({ n: 1, k: 1 });
  });

  it('continues in the same epoch when a version returns', async () => {
    for (const version of ['v1', 'v2', 'v1']) {
      using plane = planeOn(file, { candidate: { url: 'http://c.test', version } });
      await plane.feed([comparisonOf()]);
    }
    using plane = planeOn(file, { candidate: { url: 'http://c.test', version: 'v1' } });
    expect(await mismatchesIn(plane)).toEqual({ n: 2, k: 0 });
  });

  it('includes exchanges that policy left out, after a restart', async () => {
    const unseen = {
      route: 'POST /api/costs',
      outcome: 'skipped',
      reason: 'unsafe_method',
    } as const;
    {
      using plane = planeOn(file);
      await plane.feed([comparisonOf(), comparisonOf(unseen)]);
    }
    using plane = planeOn(file);
    expect(await criterionIn(plane, 'scope')).toEqual({ n: 2, k: 1 });
  });

  it('includes exchanges that were excused by policy, after a restart', async () => {
    const excused = { outcome: 'cascade', reason: 'not_sampled' } as const;
    {
      using plane = planeOn(file);
      await plane.feed([comparisonOf(), comparisonOf(excused)]);
    }
    using plane = planeOn(file);
    expect(await criterionIn(plane, 'excused')).toEqual({ n: 2, k: 1 });
  });

  it('is readable in a file of an earlier version', async () => {
    writeFirstVersion(file);
    using plane = planeOn(file);
    expect(await mismatchesIn(plane)).toEqual({ n: 3, k: 2 });
    expect(await criterionIn(plane, 'errors')).toEqual({ n: 3, k: 1 });
    expect(await criterionIn(plane, 'latency')).toEqual({ n: 2, k: 1 });
  });

  it('includes the fields of routes from an earlier version', async () => {
    writeFirstVersion(file);
    {
      using plane = planeOn(file);
      await plane.feed([comparisonOf()]);
    }
    const database = new DatabaseSync(file);
    const fields = database.prepare('SELECT field FROM fields JOIN routes ON id = fields.route');
    expect(fields.all()).toEqual([{ field: 'body changed $.cost' }]);
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    database.close();
  });

  it('has both bounds of the times for which an earlier version has one count', async () => {
    {
      using plane = planeOn(file);
      await plane.feed([comparisonOf(), comparisonOf(), comparisonOf()]);
    }
    forgetMostCounts(file);
    using plane = planeOn(file);
    const { criteria } = (await (await plane.ask('/api/gate')).json()) as GateView;
    const latency = criteria.find(
      ({ criterion, area }) => criterion === 'latency' && area === 'costs',
    );
    expect(latency?.reason).toContain('of 3 exchanges with both times');
    expect(latency?.reason).not.toContain('have both times');
  });

  it('is in a file that nobody else may read', async () => {
    using plane = planeOn(file);
    await plane.feed([comparisonOf()]);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('does not contain text of bodies', async () => {
    {
      using plane = planeOn(file);
      const difference = { ...differenceOf(), primary: '"a-value-of-primary"' };
      await plane.feed([mismatchOf([difference])]);
    }
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(bytes.join('')).not.toContain('a-value-of-primary');
  });
});

describe('the actions of operators in a store', () => {
  it('survive a restart', async () => {
    {
      using plane = planeOn(file);
      const body = JSON.stringify({ who: 'ann', reason: 'release freeze' });
      const headers = { 'content-type': 'application/json', host: '127.0.0.1:9900' };
      const answer = await plane.ask('/api/gate/hold', { method: 'POST', headers, body });
      expect(answer.status).toBeLessThan(300);
    }
    using plane = planeOn(file);
    const log = await (await plane.ask('/api/gate/log')).text();
    expect(log).toContain('release freeze');
  });
});

function makeForeign(): void {
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE theirs (a)');
  database.close();
}

describe('an unusable store', () => {
  it.each<[string, () => void, string]>([
    [
      'a corrupt file',
      () => writeFileSync(file, 'SQLite format 3\0 but not really'.repeat(300)),
      'corrupt',
    ],
    ['a text file', () => writeFileSync(file, 'not a database at all, '.repeat(500)), 'corrupt'],
    ['a folder', () => mkdirSync(file), 'io'],
    ['another SQLite database', () => makeForeign(), 'foreign'],
    ['a missing folder', () => rmSync(folder, { recursive: true }), 'io'],
  ])('leaves evidence in memory, with a log line: %s', async (_, spoil, fault) => {
    spoil();
    const { log, lines } = memoryLog();
    using plane = planeUnderTest({ store: file }, { log });
    await plane.feed([comparisonOf(), comparisonOf()]);
    plane.report(totalsOf());
    expect(await mismatchesIn(plane)).toEqual({ n: 2, k: 0 });
    const metrics = await (await plane.ask('/metrics')).text();
    const errors = new RegExp(`^parallax_store_errors_total\\{fault="${fault}"\\} [1-9]`, 'm');
    expect(metrics).toMatch(errors);
    expect(lines.some(({ msg }) => String(msg).includes('the store is down'))).toBe(true);
  });

  it('is logged with a stable code if another program has written the file', () => {
    makeForeign();
    const { log, lines } = memoryLog();
    using _ = planeUnderTest({ store: file }, { log });
    expect(lines.map(({ fault }) => fault)).toContainEqual(
      expect.objectContaining({ name: 'ParallaxError', code: 'store_foreign' }),
    );
  });

  it('is moved aside if it is corrupt, and replaced by a new one', async () => {
    writeFileSync(file, 'not a database at all, '.repeat(500));
    {
      using plane = planeOn(file);
      await plane.feed([comparisonOf()]);
    }
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toHaveLength(1);
    using plane = planeOn(file);
    expect(await mismatchesIn(plane)).toEqual({ n: 1, k: 0 });
  });

  it('is unchanged if another process has it open', async () => {
    using first = planeOn(file);
    await first.feed([comparisonOf()]);
    using second = planeOn(file);
    await second.feed([comparisonOf()]);
    expect(await (await second.ask('/metrics')).text()).toMatch(
      /^parallax_store_errors_total\{fault="locked"\} [1-9]/m,
    );
  });
});

/** Turns the times into those of an earlier version, without two bounds. */
function forgetMostCounts(file: string): void {
  const database = new DatabaseSync(file);
  database.exec("DELETE FROM blocks WHERE series LIKE '% at most'");
  for (const { id, counts } of database.prepare('SELECT id, counts FROM routes').all()) {
    const { timings, ...others } = JSON.parse(String(counts)) as { timings: [string, unknown][] };
    const left = timings.filter(([key]) => !key.endsWith(' at most'));
    const text = JSON.stringify({ ...others, timings: left });
    database.prepare('UPDATE routes SET counts = ? WHERE id = ?').run(text, id ?? null);
  }
  database.close();
}

/** Three exchanges, as the first version of the schema has them. */
function writeFirstVersion(file: string): void {
  const database = new DatabaseSync(file);
  database.exec(migrations[0] ?? '');
  const coverage = { eligible: 3, sampled: 3, mirrored: 3, compared: 3, shed: [] };
  const counts = {
    firstSeenMs: 1,
    lastSeenMs: 2,
    compared: 3,
    failed: 1,
    differing: 1,
    aspects: { status: 0, header: 0, body: 1 },
    primaryFailed: 0,
    errors: { candidateOnly: 1, referenceOnly: 0, both: 0 },
    judged: 0,
    judgedDiffering: { candidateOnly: 0, referenceOnly: 0, both: 0 },
    latency: [['0.02 1', { measured: 2, slower: 1 }]],
    shed: [],
  };
  database
    .prepare("INSERT INTO epochs VALUES (1, '(unknown)', '(unknown)', 1, 'first', 1, 3, ?)")
    .run(JSON.stringify(coverage));
  database
    .prepare('INSERT INTO routes VALUES (1, 1, ?, ?, ?)')
    .run(comparisonOf().area, comparisonOf().route, JSON.stringify(counts));
  database.exec("INSERT INTO fields VALUES (1, 'body changed $.cost', 1, 0, 0, 0)");
  database.exec("INSERT INTO field_sets VALUES (1, 'body changed $.cost', 1)");
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = 1`);
  database.close();
}
