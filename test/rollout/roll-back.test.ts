import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/rollout/journal-entry.ts';
import { rollBack } from '../../src/rollout/roll-back.ts';
import { until } from '../support/until.ts';
import { beginning, common } from './journal-entries.ts';
import { type RolloutUnderTest, rolloutUnderTest } from './rollout-under-test.ts';

const shop = { name: 'shop', tier: 'first', timeoutSeconds: 600 };
const version = { version: 'v1' };
const back = ['rollback primary', 'verify primary'];
const begun = beginning('promote', 'candidate');
const elsewhere = { id: begun.id, host: 'another.example', pid: 1, startTicks: '1' };

const leftovers: readonly (readonly [string, readonly JournalEntry[]])[] = [
  ['runs on another machine', [begun, { event: 'started', ...common, ...elsewhere }]],
  ['has no process in the journal', [begun]],
];

function writeJournal(rollout: RolloutUnderTest, entries: readonly JournalEntry[]): void {
  rollout.write('rollout.journal', entries.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

function rollBackAll(rollout: RolloutUnderTest): Promise<unknown> {
  return rollout.act((actor) => rollBack(actor, rollout.plan().environments, 'test', 5));
}

describe('a rollback after a promotion that was cut off', () => {
  it.each(leftovers)(
    'is repeated when the promotion must have ended, which %s',
    async (_, entries) => {
      using rollout = rolloutUnderTest([shop], version);
      writeJournal(rollout, entries);
      const ended = rollBackAll(rollout);
      await until(
        () => rollout.entries().at(-1)?.event === 'end' && rollout.done('shop').length > 1,
      );
      expect(rollout.states()).toEqual({ shop: 'rollingBack' });
      rollout.write('shop', 'candidate\n');
      rollout.wait(1);
      expect(await ended).toEqual([]);
      expect(rollout.done('shop')).toEqual([...back, ...back]);
      expect([rollout.answering('shop'), rollout.states()]).toEqual([
        'primary',
        { shop: 'rolledBack' },
      ]);
    },
  );

  it.each(leftovers)(
    'is repeated by the next run if it was interrupted, after a promotion that %s',
    async (_, entries) => {
      using rollout = rolloutUnderTest([shop], version);
      writeJournal(rollout, entries);
      rollout.soft.abort();
      expect(await rollBackAll(rollout)).toMatchObject([{ name: 'shop' }]);
      expect(rollout.done('shop')).toEqual(back);
      rollout.wait(1);
      await rollBackAll(rollout);
      expect(rollout.done('shop').slice(2)).toEqual(back);
      expect(rollout.states()).toEqual({ shop: 'rolledBack' });
    },
  );

  it('is not repeated if the promotion must have ended since', async () => {
    using rollout = rolloutUnderTest([shop], version);
    writeJournal(rollout, [begun]);
    rollout.wait(1);
    await rollBackAll(rollout);
    expect(rollout.done('shop')).toEqual(back);
  });

  it('waits at most for the timeout of the promotion if the clock was set back', async () => {
    using rollout = rolloutUnderTest([shop], version);
    writeJournal(rollout, [{ ...begun, at: '2030-01-01T00:00:00.000Z' }]);
    const ended = rollBackAll(rollout);
    await until(() => rollout.entries().at(-1)?.event === 'end' && rollout.done('shop').length > 1);
    rollout.wait(1);
    await ended;
    expect(rollout.done('shop')).toEqual([...back, ...back]);
  });
});
