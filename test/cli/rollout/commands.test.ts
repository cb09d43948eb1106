import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { rollBack } from '../../../src/rollout/roll-back.ts';
import {
  failing,
  type RolloutUnderTest,
  rolloutUnderTest,
} from '../../rollout/rollout-under-test.ts';

const canary = { name: 'canary', tier: 'first' };
const second = { name: 'second', tier: 'first' };
const shop = { name: 'shop', tier: 'last' };

type Write = MockInstance<typeof process.stdout.write>;
let stdout: Write;
let stderr: Write;

beforeEach(() => {
  stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs a command in this process, and gives its exit code and what it wrote to standard output. */
async function run({ planFile }: Pick<RolloutUnderTest, 'planFile'>, ...args: readonly string[]) {
  stdout.mockClear();
  process.exitCode = undefined;
  await createProgram().parseAsync(['rollout', '--plan', planFile, '--who', 'bob', ...args], {
    from: 'user',
  });
  return [process.exitCode ?? 0, stdout.mock.calls.join('')] as const;
}

const faults = (): string => stderr.mock.calls.join('');

describe('parallax rollout rollback --all', () => {
  it('rolls back each environment where the candidate may answer, and no other', async () => {
    using rollout = rolloutUnderTest([canary, second, shop], { limits: { atOnce: 2 } });
    await rollout.advance();
    expect(await run(rollout, 'rollback', '--all', '--why', 'errors in billing')).toEqual([
      0,
      'canary: primary answers\nsecond: primary answers\n',
    ]);
    for (const { name } of [canary, second, shop]) expect(rollout.answering(name)).toBe('primary');
    expect(rollout.done('shop')).toEqual([]);
    expect(rollout.states()).toEqual({
      canary: 'rolledBack',
      second: 'rolledBack',
      shop: 'waiting',
    });
    expect(rollout.entries().at(-1)).toMatchObject({ who: 'bob', step: 'verify', outcome: 'ok' });
  });

  it('does nothing where the candidate answers nowhere', async () => {
    using rollout = rolloutUnderTest([canary]);
    expect(await run(rollout, 'rollback', '--all')).toEqual([0, 'the candidate answers nowhere\n']);
    expect(rollout.done('canary')).toEqual([]);
  });

  it.each([[['rollback']], [['rollback', 'canary', '--all']]])(
    'is refused as %j: either an environment or all',
    async (args) => {
      using rollout = rolloutUnderTest([canary]);
      expect(await run(rollout, ...args)).toEqual([64, '']);
      expect(faults()).toContain('write either the name of an environment or --all');
    },
  );
});

describe('parallax rollout advance --resume', () => {
  it('lets what was rolled back wait for its turn again, and records who resumed it and why', async () => {
    using rollout = rolloutUnderTest([canary]);
    await rollout.advance();
    await rollout.act((actor) => rollBack(actor, rollout.plan().environments, 'test', 5));
    expect((await run(rollout, 'advance'))[0]).toBe(1);
    const resumed = await run(rollout, 'advance', '--resume', '--why', 'the finding was accepted');
    expect(resumed[1]).not.toContain('the rollout is stopped');
    expect(rollout.entries().filter(({ event }) => event === 'resumed')).toMatchObject([
      { environment: 'canary', who: 'bob', why: 'the finding was accepted' },
    ]);
    expect(rollout.states()).toEqual({ canary: 'waiting' });
  });

  it('lets what is held soak on', async () => {
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
    expect(await run(rollout, 'advance', '--resume')).toEqual([64, '']);
    expect(faults()).toContain('--resume needs --why TEXT');
    expect(rollout.entries()).toEqual([]);
  });
});

describe('parallax rollout --plan', () => {
  const commands = [['status'], ['advance'], ['rollback', '--all'], ['rehearse', 'canary']];

  it.each(commands)('shows the line of a fault and does nothing with %s', async (...command) => {
    using rollout = rolloutUnderTest([canary]);
    rollout.write('rollout.yaml', 'rollout: test\ntiers: [first]\nenvironments: nowhere\n');
    expect(await run(rollout, ...command)).toEqual([64, '']);
    expect(faults()).toMatch(/rollout\.yaml:3/);
    expect(rollout.has('rollout.journal')).toBe(false);
  });

  it('that is no file is refused', async () => {
    expect(await run({ planFile: '/no/such/rollout.yaml' }, 'status')).toEqual([64, '']);
    expect(faults()).toContain('/no/such/rollout.yaml');
  });

  it('stands before the command or after it', async () => {
    using rollout = rolloutUnderTest([canary]);
    await createProgram().parseAsync(['rollout', 'status', '--json', '--plan', rollout.planFile], {
      from: 'user',
    });
    expect(JSON.parse(stdout.mock.calls.join(''))).toMatchObject({ rollout: 'test' });
  });
});
