import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { type Archive, openArchive } from '../../../../src/control/archive/sqlite/archive.ts';
import { differenceOf } from '../../comparison-fixture.ts';
import { at, example, instance, nameOf, startMs } from '../examples.ts';
import { namesIn } from '../implementations.ts';

const ageMsMax = 60_000;
const dayMs = 86_400_000;

/** An archive in a file that can be opened again, and its two clocks. */
function archiveInTime(file = new DatabaseSync(':memory:'), oldestMs = ageMsMax) {
  let [steadyMs, wallMs, sinceBootMs, boot] = [startMs, startMs, 5000, 'one'];
  const clock = {
    now: () => steadyMs,
    wallNow: () => wallMs,
    sinceBoot: () => ({ sinceBootMs, boot }),
  };
  const retention = { ageMsMax: oldestMs, bytesMax: 100_000_000 };
  const open = () => openArchive({ database: file, instance, retention, clock });
  return {
    file,
    archive: open(),
    pass: (ms: number): void => {
      steadyMs += ms;
      wallMs += ms;
      sinceBootMs += ms;
    },
    /** No process runs for so long. */
    pause: (ms: number): void => {
      wallMs += ms;
      sinceBootMs += ms;
    },
    /** The machine is started again, and its wall clock is off. */
    reboot: (leapMs: number): void => {
      wallMs += leapMs;
      [sinceBootMs, boot] = [10, 'two'];
    },
    /** The wall clock is set. */
    leap: (ms: number) => (wallMs += ms),
    /** Another process starts at the wall clock. */
    restart: (): Archive => {
      steadyMs = wallMs;
      return open();
    },
  };
}

describe('a leap of the wall clock', () => {
  it.each([25 / 24, 30, -30])('by %f days deletes no exchange', async (days) => {
    const { archive, leap, pass } = archiveInTime();
    archive.add(example(), 'e1');
    archive.flush();
    leap(days * dayMs);
    pass(1000);
    archive.add(example([differenceOf()], { wallClockMs: startMs + days * dayMs }), 'e1');
    archive.flush();
    expect(await namesIn(archive)).toHaveLength(2);
    pass(ageMsMax);
    archive.flush();
    expect(await namesIn(archive)).toHaveLength(1);
  });

  it.each([30, -30])('by %i days does not change the age for the next process', async (days) => {
    const { archive, leap, pass, restart } = archiveInTime();
    archive.add(example(), 'e1');
    archive.flush();
    leap(days * dayMs);
    archive.flush();
    const next = restart();
    await expectToExpire(next, pass);
  });
});

/** The number of exchanges left of one that may be a day old. */
async function keptAfter(
  meanwhile: (time: ReturnType<typeof archiveInTime>) => void,
): Promise<number> {
  const time = archiveInTime(undefined, 86_400_000);
  time.archive.add(example(), 'e1');
  time.archive.flush();
  meanwhile(time);
  const next = time.restart();
  next.flush();
  return (await namesIn(next)).length;
}

describe('the age of exchanges', () => {
  it('grows between two processes while the machine is up', async () => {
    expect(await keptAfter(({ pause }) => pause(dayMs - 1))).toBe(1);
    expect(await keptAfter(({ pause }) => pause(dayMs + 1))).toBe(0);
  });

  it.each([15, -15])(
    'is not changed by a leap of the wall clock of %i days between two processes',
    async (days) => {
      expect(await keptAfter(({ leap }) => leap(days * dayMs))).toBe(1);
    },
  );

  it('is not changed by a wall clock that is 15 days off after a restart of the machine', async () => {
    expect(await keptAfter(({ reboot }) => reboot(15 * dayMs))).toBe(1);
  });
});

describe('a file of an earlier version', () => {
  it('is readable, with ages from the times of the exchanges', async () => {
    const { file, archive, pass, restart } = archiveInTime();
    archive.add(example([differenceOf()], { wallClockMs: startMs }), 'e1');
    archive.flush();
    file.exec('DROP INDEX exchange_by_age; ALTER TABLE exchange DROP COLUMN kept_ms');
    file.exec('DROP TABLE clock_mark');
    const next = restart();
    await expectToExpire(next, pass);
  });
});

describe('an exchange that is too old', () => {
  it('is deleted, and is no longer found', async () => {
    const { archive, pass } = archiveInTime();
    const old = example([at('$.unheard')]);
    const recent = example();
    archive.add(old, 'e1');
    archive.flush();
    pass(ageMsMax);
    archive.add(recent, 'e1');
    archive.flush();
    expect(await namesIn(archive)).toHaveLength(2);
    pass(1);
    archive.flush();
    expect(await namesIn(archive)).toEqual([nameOf(recent)]);
    expect(await namesIn(archive, { words: 'unheard', limit: 10 })).toEqual([]);
  });
});

/** The one exchange that is kept is as old as it may be, and then too old. */
async function expectToExpire(archive: Archive, pass: (ms: number) => void): Promise<void> {
  pass(ageMsMax);
  archive.flush();
  expect(await namesIn(archive)).toHaveLength(1);
  pass(1);
  archive.flush();
  expect(await namesIn(archive)).toEqual([]);
}
