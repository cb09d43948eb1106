import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rollBack } from '../../../src/rollout/roll-back.ts';
import {
  failing,
  type RolloutUnderTest,
  rolloutUnderTest,
} from '../../rollout/rollout-under-test.ts';
import { command } from '../command-in-process.ts';

const canary = { name: 'canary', tier: 'first' };
const second = { name: 'second', tier: 'first' };
const shop = { name: 'shop', tier: 'last' };

/** Runs a command in this process. */
function run({ planFile }: Pick<RolloutUnderTest, 'planFile'>, ...args: readonly string[]) {
  return command(['rollout', '--plan', planFile, '--who', 'bob', ...args]);
}

/** What a command that is refused with these words ends as. */
function refused(words: string) {
  return { exitCode: 64, stdout: '', stderr: expect.stringContaining(words) as unknown };
}

describe('parallax rollout rollback --all', () => {
  it('rolls back each environment where the candidate may answer, and no other', async () => {
    using rollout = rolloutUnderTest([canary, second, shop], { limits: { atOnce: 2 } });
    await rollout.advance();
    const ended = await run(rollout, 'rollback', '--all', '--why', 'errors in billing');
    const stdout = 'canary: primary answers\nsecond: primary answers\n';
    expect(ended).toMatchObject({ exitCode: 0, stdout });
    for (const { name } of [canary, second, shop]) expect(rollout.answering(name)).toBe('primary');
    expect(rollout.done('shop')).toEqual([]);
    expect(rollout.states()).toEqual({
      canary: 'rolledBack',
      second: 'rolledBack',
      shop: 'waiting',
    });
    expect(rollout.entries().at(-1)).toMatchObject({ who: 'bob', step: 'verify', outcome: 'ok' });
  });

  it('rolls back an environment that was held in an earlier version of the plan', async () => {
    using rollout = rolloutUnderTest([{ ...canary, more: { onFail: 'hold' } }], { version: 'v2' });
    rollout.write('canary.verify.fault');
    await rollout.advance();
    expect([rollout.states(), rollout.answering('canary')]).toEqual([
      { canary: 'held' },
      'candidate',
    ]);
    rollout.remove('canary.verify.fault');
    rollout.write(
      'rollout.yaml',
      readFileSync(rollout.planFile, 'utf8').replace('version: v2', 'version: v3'),
    );
    const stdout = 'canary: primary answers\n';
    expect(await run(rollout, 'rollback', '--all')).toMatchObject({ exitCode: 0, stdout });
    expect(rollout.answering('canary')).toBe('primary');
  });

  it('does nothing where the candidate answers nowhere', async () => {
    using rollout = rolloutUnderTest([canary]);
    const stdout = 'the candidate answers nowhere\n';
    expect(await run(rollout, 'rollback', '--all')).toMatchObject({ exitCode: 0, stdout });
    expect(rollout.done('canary')).toEqual([]);
  });

  it.each([[['rollback']], [['rollback', 'canary', '--all']]])(
    'is refused as %j: it needs either one environment or --all',
    async (args) => {
      using rollout = rolloutUnderTest([canary]);
      const stderr = 'write either the name of an environment or --all';
      expect(await run(rollout, ...args)).toMatchObject(refused(stderr));
    },
  );
});

describe('parallax rollout advance --resume', () => {
  it('makes a rolled-back environment wait for its turn again, and records who resumed it and why', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    await rollout.act((actor) => rollBack(actor, rollout.plan().environments, 'test', 5));
    expect((await run(rollout, 'advance')).exitCode).toBe(1);
    const resumed = await run(rollout, 'advance', '--resume', '--why', 'the finding was accepted');
    expect(resumed.stdout).not.toContain('the rollout is stopped');
    expect(rollout.entries().filter(({ event }) => event === 'resumed')).toMatchObject([
      { environment: 'canary', who: 'bob', why: 'the finding was accepted' },
    ]);
    expect(rollout.states()).toEqual({ canary: 'waiting' });
  });

  it('continues the soak of a held environment', async () => {
    using rollout = rolloutUnderTest([{ ...canary, more: { onFail: 'hold' } }]);
    await rollout.advance();
    rollout.setGate('canary', failing);
    await rollout.advance();
    expect(rollout.states()).toEqual({ canary: 'held' });
    await run(rollout, 'advance', '--resume', '--why', 'the finding was accepted');
    expect(rollout.states()).toEqual({ canary: 'soaking' });
    expect(rollout.done('canary')).toEqual(['promote candidate', 'verify candidate']);
  });

  it('is refused without a reason', async () => {
    using rollout = rolloutUnderTest([canary]);
    const ended = await run(rollout, 'advance', '--resume');
    expect(ended).toMatchObject(refused('--resume needs --why TEXT'));
    expect(rollout.entries()).toEqual([]);
  });
});

describe('parallax rollout --plan', () => {
  const commands = [['status'], ['advance'], ['rollback', '--all'], ['rehearse', 'canary']];

  it.each(commands)('shows the line of a fault and does nothing with %s', async (...args) => {
    using rollout = rolloutUnderTest([canary]);
    rollout.write('rollout.yaml', 'rollout: test\ntiers: [first]\nenvironments: nowhere\n');
    expect(await run(rollout, ...args)).toMatchObject(refused('rollout.yaml:3'));
    expect(rollout.has('rollout.journal')).toBe(false);
  });

  it('is refused if the file does not exist', async () => {
    const planFile = '/no/such/rollout.yaml';
    expect(await run({ planFile }, 'status')).toMatchObject(refused(planFile));
  });

  it('may be before the command or after it', async () => {
    using rollout = rolloutUnderTest([canary]);
    const args = ['rollout', 'status', '--json', '--plan', rollout.planFile];
    expect(JSON.parse((await command(args)).stdout)).toMatchObject({ rollout: 'test' });
  });
});
