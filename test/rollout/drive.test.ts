import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { GateView } from '../../src/rollout/gate-view.ts';
import { until } from '../support/until.ts';
import { failing, passing, rolloutUnderTest } from './rollout-under-test.ts';
import type { JournalEntry } from '../../src/rollout/journal-entry.ts';
import { startTicksOf } from '../../src/rollout/process-group.ts';
import { rehearse } from '../../src/rollout/rehearse.ts';
import { rollBack } from '../../src/rollout/roll-back.ts';

const canary = { name: 'canary', tier: 'canary' };
const shop = { name: 'shop', tier: 'tier1' };
/** Its gate may fail before the promotion. */
const failedBefore = {
  ...canary,
  more: { gate: { url: 'http://127.0.0.1:1', before: 'reachable' } },
};

describe('parallax rollout advance', () => {
  it('promotes, verifies and begins the soak', async () => {
    using rollout = rolloutUnderTest([canary]);
    expect(await rollout.advance()).toMatchObject({ verdict: 'pass' });
    expect(rollout.done('canary')).toEqual(['promote candidate', 'verify candidate']);
    expect(rollout.states()).toEqual({ canary: 'soaking' });
  });

  it('is inconclusive while an environment soaks, and states the remaining time', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    rollout.wait(22.5);
    expect(await rollout.advance()).toEqual({
      verdict: 'inconclusive',
      reasons: ['canary: it soaks, 1.5 h more'],
    });
  });

  it('lets an environment pass after its soak if its gate passes', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    rollout.wait(24);
    expect(await rollout.advance()).toEqual({
      verdict: 'pass',
      reasons: ['every environment has passed'],
    });
    expect(rollout.entries().at(-1)).toMatchObject({
      event: 'passed',
      who: 'ada',
      gate: { verdict: 'pass', version: 'v2' },
    });
  });

  it('does not accept a pass for another version than that of the plan', async () => {
    using rollout = rolloutUnderTest([canary], { version: 'v3' });
    await rollout.advance();
    rollout.wait(24);
    expect(await rollout.advance()).toEqual({
      verdict: 'inconclusive',
      reasons: ['canary: the gate passes v2, and the plan promotes v3'],
    });
  });

  it('does not treat an unreachable gate as a fail', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    rollout.setGate('canary', { verdict: 'unreachable', findings: ['connect ECONNREFUSED'] });
    const { verdict } = await rollout.advance();
    expect([verdict, rollout.answering('canary')]).toEqual(['inconclusive', 'candidate']);
  });

  it('stops waiting for an unreachable gate after the time in the plan', async () => {
    using rollout = rolloutUnderTest([canary], { limits: { gateUnreachableMinutes: 0.0005 } });
    rollout.setGate('canary', { verdict: 'unreachable', findings: ['connect ECONNREFUSED'] });
    const { verdict, reasons } = await rollout.advance({ mode: 'wait' });
    expect([verdict, reasons[0]]).toEqual([
      'inconclusive',
      expect.stringContaining('could not be reached'),
    ]);
  });

  it('stops waiting for the unreachable gate of an environment that has passed', async () => {
    using rollout = rolloutUnderTest([canary], { limits: { gateUnreachableMinutes: 0.0005 } });
    await rollout.advance();
    rollout.wait(24);
    await rollout.advance();
    rollout.setGate('canary', { verdict: 'unreachable', findings: ['connect ECONNREFUSED'] });
    const { verdict, reasons } = await rollout.advance({ mode: 'wait' });
    expect([verdict, reasons[0]]).toEqual([
      'inconclusive',
      expect.stringContaining('canary: its gate could not be reached'),
    ]);
  });

  it('starts the time of an unreachable gate again once it has answered', async () => {
    using rollout = rolloutUnderTest([canary], { limits: { gateUnreachableMinutes: 0.001 } });
    await rollout.advance();
    rollout.wait(24);
    const unreachable: GateView = { ...passing, verdict: 'unreachable', findings: ['reset'] };
    const waiting: GateView = { ...passing, verdict: 'inconclusive' };
    const startedAt = performance.now();
    let looks = 0;
    const { verdict } = await rollout.advance({
      mode: 'wait',
      askGate: async () => {
        looks += 1;
        if (performance.now() - startedAt > 200) return passing;
        return looks === 1 ? unreachable : waiting;
      },
    });
    expect(verdict).toBe('pass');
  });

  it('promotes no environment in quiet hours', async () => {
    const quietHours = [{ from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' }];
    using rollout = rolloutUnderTest([canary], { limits: { quietHours } });
    rollout.setClock('2026-03-02T21:30:00Z');
    expect((await rollout.advance()).reasons).toEqual(['canary: quiet hours']);
    expect(rollout.done('canary')).toEqual([]);
  });

  it('starts again with another version', async () => {
    using rollout = rolloutUnderTest([canary], { version: 'v2' });
    await rollout.advance();
    rollout.write(
      'rollout.yaml',
      readFileSync(rollout.planFile, 'utf8').replace('version: v2', 'version: v3'),
    );
    await rollout.advance();
    expect(rollout.done('canary').filter((step) => step.startsWith('promote'))).toHaveLength(2);
  });
});

describe('a gate that fails during the soak', () => {
  it('rolls the environment back, verifies it, stops the rollout and names the finding', async () => {
    using rollout = rolloutUnderTest([canary, shop]);
    const ended = rollout.advance({ mode: 'wait' });
    await until(() => rollout.has('rollout.journal') && rollout.states()['canary'] === 'soaking');
    rollout.setGate('canary', failing);
    expect(await ended).toEqual({
      verdict: 'fail',
      reasons: [
        'the rollout is stopped: canary: it was rolled back: ' +
          'the gate is fail for v2: keys: 12 mismatches in 90 exchanges',
      ],
    });
    expect(rollout.done('canary').slice(2)).toEqual(['rollback primary', 'verify primary']);
    expect(rollout.answering('canary')).toBe('primary');
  });

  it('changes nothing with onFail: hold', async () => {
    using rollout = rolloutUnderTest([{ ...canary, more: { onFail: 'hold' } }]);
    await rollout.advance();
    rollout.setGate('canary', failing);
    expect((await rollout.advance()).verdict).toBe('fail');
    expect([rollout.states()['canary'], rollout.answering('canary')]).toEqual([
      'held',
      'candidate',
    ]);
  });

  it('rolls back in quiet hours, too', async () => {
    using rollout = rolloutUnderTest([canary], { limits: { quietHours: [{ days: ['sat'] }] } });
    await rollout.advance();
    rollout.setClock('2026-03-07T12:00:00Z');
    rollout.setGate('canary', failing);
    await rollout.advance();
    expect(rollout.states()).toEqual({ canary: 'rolledBack' });
  });

  it('is noticed in time while another environment is promoted', async () => {
    const second = { name: 'second', tier: 'canary' };
    using rollout = rolloutUnderTest([canary, second], { limits: { atOnce: 2 } });
    rollout.write('second.promote.before');
    const ended = rollout.advance({ mode: 'wait' });
    await until(() => rollout.has('second.promote.before.reached'));
    await until(() => rollout.states()['canary'] === 'soaking');
    rollout.setGate('canary', failing);
    await until(() => rollout.answering('canary') === 'primary');
    expect(rollout.answering('second')).toBe('primary');
    rollout.remove('second.promote.before');
    expect((await ended).verdict).toBe('fail');
  });

  it('is ignored if its fail belongs to the epoch before the promotion', async () => {
    using rollout = rolloutUnderTest([failedBefore]);
    rollout.setGate('canary', { ...failing, epoch: 'v1', version: 'v1' });
    await rollout.advance();
    expect(rollout.states()).toEqual({ canary: 'soaking' });
  });

  it('is not ignored if the fail from before the promotion was over meanwhile', async () => {
    using rollout = rolloutUnderTest([failedBefore]);
    rollout.setGate('canary', failing);
    await rollout.advance();
    rollout.setGate('canary', passing);
    await rollout.advance();
    expect(rollout.entries().at(-1)).toMatchObject({ event: 'cleared', gate: passing });
    rollout.setGate('canary', failing);
    expect((await rollout.advance()).verdict).toBe('fail');
    expect(rollout.states()).toEqual({ canary: 'rolledBack' });
  });

  it('does not end a fail from before the promotion by being unreachable', async () => {
    using rollout = rolloutUnderTest([failedBefore]);
    rollout.setGate('canary', failing);
    await rollout.advance();
    rollout.setGate('canary', { verdict: 'unreachable' });
    await rollout.advance();
    rollout.setGate('canary', failing);
    await rollout.advance();
    expect(rollout.states()).toEqual({ canary: 'soaking' });
  });
});

describe('commands of a plan', () => {
  it('are ended by their timeout if they hang, and the promotion is rolled back', async () => {
    using rollout = rolloutUnderTest([{ ...canary, timeoutSeconds: 0.2 }]);
    rollout.write('canary.promote.after');
    expect((await rollout.advance()).reasons[0]).toContain(
      'canary: it was rolled back: the promotion did not end within its timeout',
    );
    expect(rollout.answering('canary')).toBe('primary');
  });

  it('are repeated, with an alarm, if they fail to roll back', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    rollout.setGate('canary', failing);
    rollout.write('canary.rollback.fault', 'no permission');
    const ended = rollout.advance();
    await until(
      () => rollout.done('canary').filter((one) => one.startsWith('rollback')).length > 2,
    );
    rollout.remove('canary.rollback.fault');
    expect((await ended).verdict).toBe('fail');
    expect(rollout.answering('canary')).toBe('primary');
    expect(rollout.said).toContain(
      'canary: ROLLBACK FAILED: primary may not answer: rollback exited with 7: no permission',
    );
  });

  it('are repeated even after the time to wait, if they fail to roll back', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    rollout.setGate('canary', failing);
    rollout.write('canary.rollback.fault', 'no permission');
    const ended = rollout.advance({ mode: 'wait', waitMs: 0 });
    await until(
      () => rollout.done('canary').filter((one) => one.startsWith('rollback')).length > 2,
    );
    rollout.remove('canary.rollback.fault');
    expect((await ended).verdict).toBe('fail');
    expect(rollout.answering('canary')).toBe('primary');
  });

  it('finish a rollback although the journal cannot be written, which ends the rest', async () => {
    const second = { name: 'second', tier: 'canary' };
    using rollout = rolloutUnderTest([canary, second], { limits: { atOnce: 2 } });
    rollout.write('second.promote.before');
    const ended = rollout.advance({ mode: 'wait' }).catch(String);
    await until(() => rollout.has('second.promote.before.reached'));
    await until(() => rollout.states()['canary'] === 'soaking');
    rollout.write('canary.rollback.fault');
    rollout.setGate('canary', failing);
    await until(() => rollout.done('canary').includes('rollback primary'));
    rollout.fillDisk();
    rollout.remove('second.promote.before');
    await until(() => rollout.answering('second') === 'candidate');
    rollout.remove('canary.rollback.fault');
    expect(await ended).toBe('Error: no space left');
    expect(rollout.answering('canary')).toBe('primary');
  });

  it('that are left over are ended by a rollback, also after a signal', async () => {
    using rollout = rolloutUnderTest([canary]);
    const [environment] = rollout.plan().environments;
    const leftover = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const pid = leftover.pid!;
    const common = {
      at: new Date().toISOString(),
      rollout: 'test',
      version: null,
      environment: 'canary',
      tier: 'canary',
      who: 'ada',
      id: 'one',
    };
    const run = { step: 'promote', expect: 'candidate', isRehearsal: false, why: 'test' } as const;
    const process = { host: hostname(), pid, startTicks: startTicksOf(pid) };
    const entries: JournalEntry[] = [
      { event: 'begin', ...common, ...run, gate: null },
      { event: 'started', ...common, ...process },
    ];
    rollout.write('rollout.journal', entries.map((one) => `${JSON.stringify(one)}\n`).join(''));
    rollout.soft.abort();
    await rollout.act((actor) => rollBack(actor, [environment!], 'test', 5));
    await until(() => startTicksOf(pid) === null);
  });

  it('that cannot be started change nothing, and stop the rollout', async () => {
    using rollout = rolloutUnderTest([
      { ...canary, more: { promote: { command: ['no-such-program'] } } },
    ]);
    expect((await rollout.advance()).verdict).toBe('fail');
    expect([rollout.states()['canary'], rollout.done('canary')]).toEqual(['failed', []]);
  });

  it('are ended by SIGTERM in a promotion, and the deployment is verified afterwards', async () => {
    using rollout = rolloutUnderTest([canary]);
    rollout.write('canary.promote.after');
    const ended = rollout.advance();
    await until(() => rollout.has('canary.promote.after.reached'));
    rollout.soft.abort();
    expect((await ended).verdict).toBe('inconclusive');
    expect(rollout.states()).toEqual({ canary: 'unknown' });
  });

  it('get their values in environment variables, without a shell', async () => {
    const promote = {
      command: ['node', '-e', 'console.log(process.argv[1], process.env.PARALLAX_TIER)', '$(id)'],
    };
    using rollout = rolloutUnderTest([{ ...canary, more: { promote } }]);
    await rollout.advance();
    const end = rollout.entries().find(({ event }) => event === 'end');
    expect(end).toMatchObject({ output: '$(id) canary\n' });
  });
});

describe('a rehearsal', () => {
  const options = { why: 'test', backoffMs: 5 };

  it('is needed before the second tier, rolls back and promotes, and verifies and times both', async () => {
    using rollout = rolloutUnderTest([canary, shop]);
    await rollout.advance();
    rollout.wait(24);
    expect((await rollout.advance({ mode: 'wait' })).reasons).toEqual([
      'shop: no rollback was rehearsed: run parallax rollout rehearse canary',
    ]);
    const [environment] = rollout.plan().environments;
    const rehearsed = await rollout.act((actor) => rehearse(actor, environment!, passing, options));
    expect(rehearsed).toEqual({
      value: { rollbackMs: expect.any(Number), promoteMs: expect.any(Number) },
      fault: null,
    });
    expect(rollout.done('canary').slice(2)).toEqual([
      'rollback primary',
      'verify primary',
      'promote candidate',
      'verify candidate',
    ]);
    await rollout.advance();
    expect(rollout.states()).toEqual({ canary: 'passed', shop: 'soaking' });
  });

  it('is interrupted by a signal in its promotion, and the next run verifies the deployment', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    rollout.write('canary.promote.after');
    const rehearsal = rollout.act((actor) =>
      rehearse(actor, rollout.plan().environments[0]!, passing, options),
    );
    await until(() => rollout.has('canary.promote.after.reached'));
    rollout.soft.abort();
    expect((await rehearsal).fault).toEqual({
      words: 'the promotion of the rehearsal failed',
      isRefused: false,
    });
    expect(rollout.states()).toEqual({ canary: 'unknown' });
  });

  it('of one version does not count for the next one', async () => {
    using rollout = rolloutUnderTest([canary, shop], { version: 'v1' });
    rollout.setGate('canary', { version: 'v1' });
    await rollout.advance();
    await rollout.act((actor) =>
      rehearse(actor, rollout.plan().environments[0]!, passing, options),
    );
    rollout.write(
      'rollout.yaml',
      readFileSync(rollout.planFile, 'utf8').replace('version: v1', 'version: v2'),
    );
    rollout.setGate('canary', passing);
    await rollout.advance();
    rollout.wait(24);
    expect((await rollout.advance({ mode: 'wait' })).reasons).toEqual([
      'shop: no rollback was rehearsed: run parallax rollout rehearse canary',
    ]);
  });

  it('counts for nothing if it cannot roll back', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    rollout.write('canary.verify.fault');
    const rehearsal = rollout.act((actor) =>
      rehearse(actor, rollout.plan().environments[0]!, passing, options),
    );
    await until(() => rollout.said.some((sentence) => sentence.includes('ROLLBACK FAILED')));
    rollout.remove('canary.verify.fault');
    expect((await rehearsal).fault).toEqual({
      words: 'the rollback of the rehearsal failed',
      isRefused: false,
    });
    expect(rollout.entries().some(({ event }) => event === 'rehearsed')).toBe(false);
  });

  it('is possible in environments of the first tier', async () => {
    using rollout = rolloutUnderTest([canary, shop]);
    const rehearsed = await rollout.act((actor) =>
      rehearse(actor, rollout.plan().environments[1]!, passing, options),
    );
    expect(rehearsed.fault).toEqual({
      words: 'rehearse only in an environment of the first tier: canary',
      isRefused: true,
    });
  });
});
