import { appendFileSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { journalName, openJournal, readJournal } from '../../src/rollout/journal.ts';
import { rolloutUnderTest } from './rollout-under-test.ts';

const canary = { name: 'canary', tier: 'canary' };

describe('the journal of a rollout', () => {
  it('records who did what, when, why, by which verdict and with which result', async () => {
    using rollout = rolloutUnderTest([canary], { version: 'v2' });
    await rollout.advance();
    expect(rollout.entries().map(({ event }) => event)).toEqual(
      ['promote', 'verify'].flatMap(() => ['begin', 'started', 'end']),
    );
    expect(rollout.entries()[0]).toMatchObject({
      at: expect.stringMatching(/^2026-03-02T10:/),
      who: 'ada',
      environment: 'canary',
      step: 'promote',
      why: 'its turn in tier canary',
      version: 'v2',
      gate: { verdict: 'pass', version: 'v2' },
    });
    expect(statSync(rollout.journalFile).mode & 0o777).toBe(0o600);
  });

  it('drops a line that a crash has truncated, and reports it', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    const whole = readFileSync(rollout.journalFile, 'utf8');
    appendFileSync(rollout.journalFile, whole.slice(0, 70));
    await rollout.act(async () => {});
    expect(readFileSync(rollout.journalFile, 'utf8')).toBe(whole);
    expect(rollout.said.at(-1)).toContain('the last line was cut off by a crash: it is removed');
  });

  it.each([
    ['is not JSON', '{"event":\n', 'this line is not JSON'],
    ['is no entry', '{"event":"dance"}\n', 'this line is not an entry of a journal'],
  ])('is refused if a line %s, with the number of the line', async (_, line, words) => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    appendFileSync(rollout.journalFile, line);
    await expect(rollout.advance()).rejects.toThrow(`${rollout.journalFile}:7: ${words}`);
  });

  it('gets an entry that could not be written together with the next one', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    const [first] = rollout.entries();
    let isFull = true;
    const file = join(rollout.folder, 'other.journal');
    const journal = openJournal(
      file,
      'test',
      () => {},
      (descriptor, bytes) => {
        // A part of it still fits.
        if (isFull) writeSync(descriptor, bytes.subarray(0, 9));
        if (isFull) throw new Error('the disk is full');
        return writeSync(descriptor, bytes);
      },
    );
    expect(() => journal.append({ ...first!, who: 'one' })).toThrow('the disk is full');
    expect(journal.unwritten().map(({ who }) => who)).toEqual(['one']);
    isFull = false;
    journal.append({ ...first!, who: 'two' });
    expect(journal.unwritten()).toEqual([]);
    journal.close();
    expect(readJournal(file, 'test').entries.map(({ who }) => who)).toEqual(['one', 'two']);
  });

  it('has the name of its rollout once a line is complete', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    const [line = ''] = readFileSync(rollout.journalFile, 'utf8').split('\n', 1);
    const names = ['', line.slice(0, 40), `${line}\n`].map((text) => {
      rollout.write('rollout.journal', text);
      return journalName(rollout.journalFile);
    });
    expect(names).toEqual([null, null, 'test']);
  });

  it('of another rollout is refused', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    expect(() => readJournal(rollout.journalFile, 'other')).toThrow(
      ':1: this is the journal of the rollout test, not of other',
    );
  });
});
