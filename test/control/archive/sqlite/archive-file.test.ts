import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ArchiveFile } from '../../../../src/control/archive/sqlite/archive-file.ts';
import type { StoreFault } from '../../../../src/control/store/store-fault.ts';
import type { Comparison } from '../../../../src/vocabulary/comparison.ts';
import { memoryLog } from '../../../support/memory-log.ts';
import { differenceOf, mismatchOf } from '../../comparison-fixture.ts';
import { planeUnderTest } from '../../plane-under-test.ts';
import { specimenOf } from '../specimen-fixture.ts';

let folder: string;
let store: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-kept-'));
  store = join(folder, 'parallax.db');
  file = `${store}-exchanges`;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Opened {
  readonly archive: ArchiveFile;
  readonly lines: readonly { readonly msg?: unknown }[];
}

/** The archive of a process, until the test ends. */
function opened(instance = 'k3x9'): Opened {
  const { log, lines } = memoryLog();
  const archive = new ArchiveFile({
    config: { store: { kind: 'sqlite', path: store } },
    instance,
    log,
  });
  onTestFinished(() => {
    try {
      archive.close();
    } catch {
      // The test has closed it.
    }
  });
  return { archive, lines };
}

let sequence = 0;

function kept(): Comparison {
  sequence += 1;
  return mismatchOf([differenceOf()], { sequence, specimen: specimenOf() });
}

/** Keeps as many exchanges. */
function keep({ archive }: Opened, count = 1): void {
  for (let i = 0; i < count; i += 1) archive.add(kept(), 'e1');
  archive.flush();
}

async function countIn({ archive }: Opened): Promise<number> {
  const listed = await archive.reader.read((reader) => reader.list({ limit: 1000 }));
  return listed.length;
}

function faultsOf({ archive }: Opened, fault: StoreFault): number {
  return archive.health?.faults[fault] ?? 0;
}

/** The number of exchanges that a new process finds in the file. */
function countAfterRestart(before: Opened): Promise<number> {
  before.archive.close();
  return countIn(opened());
}

describe('a corrupt file of saved exchanges', () => {
  it('is moved aside, and a new one is created', async () => {
    writeFileSync(file, 'not a database at all, '.repeat(500));
    const after = opened();
    keep(after);
    expect(readdirSync(folder).filter((name) => name.includes('-exchanges.corrupt-'))).toHaveLength(
      1,
    );
    expect([after.archive.health?.isUp, faultsOf(after, 'corrupt')]).toEqual([true, 1]);
    expect(await countAfterRestart(after)).toBe(1);
  });

  it('is detected before it is needed', async () => {
    const first = opened();
    keep(first, 200);
    first.archive.close();
    spoil(file);
    const after = opened();
    expect(faultsOf(after, 'corrupt')).toBe(1);
    keep(after);
    expect([await countIn(after), after.archive.health?.isUp]).toEqual([1, true]);
  });
});

describe('a file of saved exchanges that another process holds', () => {
  it('is opened once that process closes it, and gets the exchanges in between', async () => {
    const first = opened('aaaa');
    keep(first, 3);
    const second = opened('bbbb');
    keep(second, 2);
    expect([second.archive.health?.isUp, await countIn(second)]).toEqual([false, 2]);
    expect(faultsOf(second, 'locked')).toBeGreaterThan(0);
    first.archive.close();
    second.archive.flush();
    second.archive.flush();
    expect([second.archive.health?.isUp, await countIn(second)]).toEqual([true, 5]);
    expect(await countAfterRestart(second)).toBe(5);
  });

  it('gets each exchange in between once, however many', async () => {
    const first = opened('aaaa');
    const second = opened('bbbb');
    for (let field = 0; field < 450; field += 1) {
      const difference = differenceOf({ path: `$.f${field}`, template: `$.f${field}` });
      second.archive.add(
        mismatchOf([difference], { sequence: 10_000 + field, specimen: specimenOf() }),
        'e1',
      );
    }
    second.archive.flush();
    first.archive.close();
    second.archive.flush();
    const newest = `bbbb-${(10_449).toString(36)}`;
    expect(await second.archive.reader.read((reader) => reader.find(newest))).not.toBeNull();
    for (let i = 0; i < 4; i += 1) second.archive.flush();
    expect(await countIn(second)).toBe(450);
  });
});

describe('a file of saved exchanges', () => {
  it('is created again if it is deleted', async () => {
    const one = opened();
    keep(one, 3);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    keep(one);
    expect([existsSync(file), one.archive.health?.isUp, await countIn(one)]).toEqual([
      true,
      true,
      1,
    ]);
    expect(await countAfterRestart(one)).toBe(1);
  });

  it('is created once its folder exists', async () => {
    rmSync(folder, { recursive: true });
    const one = opened();
    keep(one, 2);
    expect([one.archive.health?.isUp, await countIn(one)]).toEqual([false, 2]);
    mkdirSync(folder);
    one.archive.flush();
    expect([one.archive.health?.isUp, await countIn(one)]).toEqual([true, 2]);
  });

  it('stays unchanged if another program wrote it', async () => {
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE theirs (a)');
    database.close();
    const before = readFileSync(file);
    const one = opened();
    keep(one);
    expect([faultsOf(one, 'foreign') > 0, await countIn(one)]).toEqual([true, 1]);
    expect(readFileSync(file)).toEqual(before);
  });

  it('of an earlier version, without its application id, is readable', async () => {
    const one = opened();
    keep(one, 2);
    one.archive.close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA application_id = 0');
    database.close();
    expect(await countIn(opened())).toBe(2);
  });

  it('has its own metrics', async () => {
    writeFileSync(file, 'not a database at all, '.repeat(500));
    using plane = planeUnderTest({ store });
    plane.save();
    const metrics = await (await plane.ask('/metrics')).text();
    expect(metrics).toContain('\nparallax_kept_exchanges_up 1\n');
    expect(metrics).toContain('\nparallax_kept_exchanges_errors_total{fault="corrupt"} 1\n');
    expect(metrics).toMatch(/\nparallax_kept_exchanges_bytes [1-9]/);
  });

  it('has no metrics without a store', async () => {
    using plane = planeUnderTest();
    expect(await (await plane.ask('/metrics')).text()).not.toContain('parallax_kept_exchanges');
  });
});

/** Writes over the pages behind the first. */
function spoil(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 8192);
  writeFileSync(path, bytes);
}
