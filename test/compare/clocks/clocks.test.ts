import { describe, expect, it } from 'vitest';
import { createClocks } from '../../../src/compare/clocks/clocks.ts';
import { lagMemory, LagRecord } from '../../../src/vocabulary/lag-record.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Primary answers now, and the candidate four seconds later. */
const now = Date.parse('2026-11-27T12:34:56.789Z');
const lag = 4 * second;
const primary = { fromMs: now, toMs: now + 30 };
const candidate = { fromMs: now + lag, toMs: now + lag + 30 };
const duringPrimary = now + 10;
const duringCandidate = now + lag + 13;

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Half an hour ago, a write was mirrored with a lag of two seconds. */
const written = { primary: now - 30 * minute, candidate: now - 30 * minute + 2 * second };

function clocks() {
  const lags = new LagRecord(lagMemory());
  lags.note(
    { fromMs: written.primary, toMs: written.primary + 20 },
    { fromMs: written.candidate, toMs: written.candidate + 20 },
  );
  return createClocks()({ primary, candidate, lags });
}

function isSame(one: unknown, other: unknown): boolean {
  return clocks().isSameTime(one, other, 'at');
}

describe('two times that each deployment wrote while it answered', () => {
  it.each([
    ['ISO', iso(duringPrimary), iso(duringCandidate)],
    ['milliseconds', duringPrimary, duringCandidate],
    ['seconds', Math.floor(duringPrimary / 1000), Math.floor(duringCandidate / 1000)],
    ['seconds with decimals', duringPrimary / 1000, duringCandidate / 1000],
    ['milliseconds as text', String(duringPrimary), String(duringCandidate)],
    [
      'an HTTP date',
      new Date(duringPrimary).toUTCString(),
      new Date(duringCandidate).toUTCString(),
    ],
    ['without a zone', iso(duringPrimary).slice(0, -1), iso(duringCandidate).slice(0, -1)],
    [
      'without a zone, an hour and a half east',
      iso(duringPrimary + 1.5 * hour).slice(0, -1),
      iso(duringCandidate + 1.5 * hour).slice(0, -1),
    ],
    [
      'in the format of JavaScript',
      String(new Date(duringPrimary)),
      String(new Date(duringCandidate)),
    ],
    [
      'in the format of the United States',
      new Date(duringPrimary).toLocaleString('en-US'),
      new Date(duringCandidate).toLocaleString('en-US'),
    ],
    ['a second off, because clocks differ', iso(now - second), iso(duringCandidate + second)],
  ])('are the same: %s', (_, one, other) => {
    expect(isSame(one, other)).toBe(true);
  });

  it.each([
    ['an hour', hour],
    ['a day', day],
    ['ten seconds', 10 * second],
    ['a month', 30 * day],
  ])('are different if the candidate is %s off', (_, offMs) => {
    expect(isSame(iso(duringPrimary), iso(duringCandidate + offMs))).toBe(false);
    expect(isSame(iso(duringPrimary), iso(duringCandidate - offMs))).toBe(false);
    expect(isSame(duringPrimary, duringCandidate + offMs)).toBe(false);
  });

  it.each([
    ['in another unit', duringPrimary, Math.floor(duringCandidate / 1000)],
    ['in another zone', iso(duringPrimary), iso(duringCandidate).replace('Z', '+02:00')],
    ['with the zone written differently', iso(duringPrimary), iso(duringCandidate).slice(0, -1)],
    [
      'without a zone, and one in local time',
      iso(now).slice(0, -1),
      iso(duringCandidate + hour).slice(0, -1),
    ],
    ['a number and a text', iso(duringPrimary), duringCandidate],
    ['an old time on the candidate', iso(duringPrimary), iso(now - hour)],
    ['a new time on the candidate', iso(now - 17 * minute), iso(duringCandidate)],
    ['no time on the candidate', iso(duringPrimary), null],
    [
      'an hour off, in the format of JavaScript',
      String(new Date(duringPrimary)),
      String(new Date(duringCandidate + hour)),
    ],
    ['words', 'yesterday', 'today'],
  ])('are different: %s', (_, one, other) => {
    expect(isSame(one, other)).toBe(false);
  });
});

describe('two times of an earlier request', () => {
  it('are the same if they are as far apart as the mirror lag of that request', () => {
    expect(isSame(iso(written.primary + 5), iso(written.candidate + 8))).toBe(true);
    expect(isSame(written.primary + 5, written.candidate + 8)).toBe(true);
  });

  it.each([
    ['more than the lag', 4 * second],
    ['an hour', hour],
    ['less than the lag', -4 * second],
  ])('are different if they are apart by %s', (_, offMs) => {
    expect(isSame(iso(written.primary + 5), iso(written.candidate + 8 + offMs))).toBe(false);
  });

  it('are different if nothing was mirrored at that time', () => {
    const then = now - 2 * hour - 33 * second;
    expect(isSame(iso(then), iso(then + lag))).toBe(false);
  });
});

describe('times at a fixed distance from a request', () => {
  it.each([
    ['an expiry in 15 minutes', 15 * minute],
    ['an expiry in 42 minutes', 42 * minute],
    ['an expiry in 30 days', 30 * day],
    ['a report that begins a day ago', -day],
  ])('are the same: %s', (_, offset) => {
    expect(isSame(iso(duringPrimary + offset), iso(duringCandidate + offset))).toBe(true);
  });

  it('are the same if a thing with a common lifetime was created earlier', () => {
    const expiry = 90 * day;
    expect(isSame(iso(written.primary + expiry), iso(written.candidate + expiry))).toBe(true);
  });

  it('are different if the candidate uses another lifetime', () => {
    expect(isSame(iso(duringPrimary + hour), iso(duringCandidate + 30 * minute))).toBe(false);
    expect(isSame(iso(written.primary + day), iso(written.candidate + 7 * day))).toBe(false);
  });

  it('are different if their distance from the request is not round', () => {
    const offset = 7 * hour + 33_333;
    expect(isSame(iso(duringPrimary + offset), iso(duringCandidate + offset))).toBe(false);
  });
});

/** A time without its fraction. */
function coarse(ms: number): string {
  return iso(Math.floor(ms / 1000) * 1000);
}

/** A time with this number of digits in its fraction, which does not end in a zero. */
function withDigits(ms: number, digits: number): string {
  const fraction = `${ms % 1000}`.padStart(3, '0');
  return iso(ms).replace(/\.\d+Z/, `.${`${fraction.replaceAll('0', '1')}1111`.slice(0, digits)}Z`);
}

describe('the precision of two times', () => {
  it('is the same if zeros at the end of a fraction are left out', () => {
    expect(isSame('2026-11-27T12:34:56.78945Z', '2026-11-27T12:35:00.801Z')).toBe(true);
  });

  it('counts as the same if one fraction is zero by chance', () => {
    const own = clocks();
    for (let i = 0; i < 500; i += 1) {
      const isZero = i === 250;
      const theirs = isZero ? coarse(duringCandidate) : iso(duringCandidate);
      expect(own.isSameTime(iso(duringPrimary), theirs, 'at')).toBe(true);
    }
  });

  it('counts as the same if several things are created in the millisecond whose fraction is zero', () => {
    const own = clocks();
    const theirs = coarse(duringCandidate);
    const same = [0, 1, 2].map((ms) => own.isSameTime(iso(duringPrimary + ms), theirs, 'at'));
    expect(same).toEqual([true, true, true]);
  });

  it('is different if the candidate writes whole seconds for things that were created apart', () => {
    const own = clocks();
    const theirs = coarse(duringCandidate);
    const same = [0, 5, 10].map((ms) => own.isSameTime(iso(duringPrimary + ms), theirs, 'at'));
    expect(same).toEqual([true, false, false]);
  });

  it('counts as the same if as many things are created in the millisecond whose fraction is zero as in others', () => {
    const own = clocks();
    const ours = duringPrimary + 1;
    const apart = [0, 20, 40];
    for (const ms of apart) own.isSameTime(iso(ours), iso(duringCandidate + ms), 'at');
    const zero = coarse(duringPrimary);
    const same = apart.map((ms) => own.isSameTime(zero, iso(duringCandidate + ms), 'at'));
    expect(same).toEqual([true, true, true]);
    expect(own.isSameTime(zero, iso(duringCandidate + 60), 'at')).toBe(false);
  });

  it('counts as the same if two of fifty fractions are zero by chance', () => {
    const own = clocks();
    const same = Array.from({ length: 50 }, (_, at) => {
      const theirs = duringCandidate + 10 * at;
      const isZero = at === 20 || at === 40;
      return own.isSameTime(iso(duringPrimary + at), isZero ? coarse(theirs) : iso(theirs), 'at');
    });
    expect(same).not.toContain(false);
  });

  it('counts as the same if the same time is read again and again', () => {
    const own = clocks();
    for (let i = 0; i < 50; i += 1) {
      expect(own.isSameTime(iso(duringPrimary), coarse(duringCandidate), 'at')).toBe(true);
    }
  });

  it('is different, however often the times are read, if the candidate cuts off all fractions of a field', () => {
    const own = clocks();
    const times = Array.from({ length: 20 }, (_, at) => duringPrimary + 10 * at);
    const readAll = (): number =>
      times.filter((ms) => own.isSameTime(iso(ms), coarse(duringCandidate), 'at')).length;
    const first = readAll();
    expect(first).toBeLessThanOrEqual(2);
    for (let again = 0; again < 500; again += 1) expect(readAll()).toBe(first);
  });

  it.each([
    ['in every answer', 1],
    ['in every tenth answer', 10],
  ])('is different if the candidate cuts off fractions %s', (_, every) => {
    const own = clocks();
    let same = 0;
    for (let i = 0; i < 500; i += 1) {
      const [ours, theirs] = [duringPrimary + i, duringCandidate + i];
      if (i % every !== 0) own.isSameTime(iso(ours), iso(theirs), 'at');
      else if (own.isSameTime(iso(ours), coarse(theirs), 'at')) same += 1;
    }
    expect(same).toBeLessThan(500 / every / 3);
  });

  it('is different if one deployment writes zeros that the other leaves out', () => {
    const own = clocks();
    const same = [0, 1, 2].filter((seconds) => {
      const [ours, theirs] = [now, now + lag].map((ms) => coarse(ms + seconds * second));
      return own.isSameTime(ours?.replace('.000', ''), theirs, 'at');
    });
    expect(same.length).toBeLessThan(2);
  });

  it.each([
    ['the last of seven digits', 7, 6],
    ['the last of three digits', 3, 2],
  ])('is different if the candidate always leaves out %s', (_, ours, theirs) => {
    const own = clocks();
    const same = Array.from({ length: 50 }, (_, at) => {
      return own.isSameTime(withDigits(now + at, ours), withDigits(now + lag + at, theirs), 'at');
    });
    expect(same.slice(20)).not.toContain(true);
  });

  it('is the same if both deployments leave out zeros at the end of a fraction', () => {
    const own = clocks();
    const same = Array.from({ length: 300 }, (_, at) => {
      const [ours, theirs] = [now + ((7 * at) % 900), now + lag + ((11 * at) % 900)].map((ms) => {
        return iso(ms).replace(/\.?0*Z/, 'Z');
      });
      return own.isSameTime(ours, theirs, 'at');
    });
    expect(same).not.toContain(false);
  });
});
