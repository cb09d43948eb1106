import { describe, expect, it } from 'vitest';
import { lagMemory, LagRecord } from '../../src/vocabulary/lag-record.ts';

const start = 1_700_000_000_000;

function span(fromMs: number, toMs: number) {
  return { fromMs, toMs };
}

describe('a lag record', () => {
  it('has the time at which the other deployment executed the same, within a second', () => {
    const record = new LagRecord(lagMemory());
    record.note(span(start, start + 20), span(start + 5000, start + 5030));
    expect(record.at(start + 10)).toEqual(span(start + 4000, start + 6030));
  });

  it('has no time if nothing was mirrored', () => {
    const record = new LagRecord(lagMemory());
    record.note(span(start, start + 20), span(start, start + 20));
    expect(record.at(start + 60_000)).toBeNull();
    expect(record.at(start - 60_000)).toBeNull();
    expect(record.at(0)).toBeNull();
  });

  it('has whole milliseconds around the measured time', () => {
    const record = new LagRecord(lagMemory());
    record.note(span(start + 0.4, start + 0.6), span(start + 10.25, start + 10.75));
    const second = start / 1000;
    expect(record.seconds(second, second)).toEqual([
      { second, fromMs: 10, toMs: 11, leastMs: 9, mostMs: 11 },
    ]);
  });

  it('spans all exchanges of the same second', () => {
    const record = new LagRecord(lagMemory());
    record.note(span(start, start + 1), span(start + 100, start + 200));
    record.note(span(start + 500, start + 501), span(start + 9000, start + 9100));
    expect(record.at(start + 250)).toEqual(span(start - 900, start + 10_100));
  });

  it('has each second of a long exchange', () => {
    const record = new LagRecord(lagMemory());
    record.note(span(start, start + 30_000), span(start + 1000, start + 31_000));
    expect(record.at(start + 15_000)).toEqual(span(start + 12_000, start + 20_000));
  });

  it('spans no more than the lag of an exchange of an hour', () => {
    const record = new LagRecord(lagMemory());
    const hour = 3_600_000;
    record.note(span(start, start + hour), span(start, start + hour));
    record.note(span(start + 60_000, start + 60_010), span(start + 60_005, start + 60_015));
    const { fromMs = 0, toMs = 0 } = record.at(start + 60_005) ?? {};
    expect(toMs - fromMs).toBeLessThan(10_000);
  });

  it('spans from the lag at the start to that at the end if one of the deployments took longer', () => {
    const record = new LagRecord(lagMemory());
    record.note(span(start, start + 20_000), span(start + 100, start + 200));
    expect(record.at(start + 19_000)).toEqual(span(start - 900, start + 1200));
    expect(record.at(start + 1000)).toEqual(span(start - 900, start + 1200));
  });

  it('is readable for everyone with the same memory', () => {
    const memory = lagMemory();
    new LagRecord(memory).note(span(start, start), span(start + 1, start + 2));
    expect(new LagRecord(memory).at(start)).toEqual(span(start - 999, start + 1002));
  });

  it('keeps the later of two times that are weeks apart', () => {
    const record = new LagRecord(lagMemory());
    const weeks = 2 ** 21 * 1000;
    record.note(span(start, start), span(start, start));
    record.note(span(start + weeks, start + weeks), span(start + weeks, start + weeks));
    expect(record.at(start)).toBeNull();
    expect(record.at(start + weeks)).not.toBeNull();
  });
});
