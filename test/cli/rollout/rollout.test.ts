import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { takeLock } from '../../../src/rollout/lock.ts';
import {
  failing,
  type RolloutUnderTest,
  rolloutUnderTest,
} from '../../rollout/rollout-under-test.ts';
import { listen } from '../../support/raw-socket.ts';
import { until } from '../../support/until.ts';
import { command } from '../command-in-process.ts';
import { parallax } from '../parallax-program.ts';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

interface FakeGate extends Disposable {
  readonly url: string;
  verdict: 'pass' | 'fail' | 'inconclusive';
}

/** A Parallax whose verdict the test sets. */
async function serveGate(): Promise<FakeGate> {
  const server = createServer((_, response) => {
    const { verdict } = gate;
    const reasons = verdict === 'fail' ? failing.findings : [];
    const epoch = { key: 'v2', version: 'v2' };
    response.end(JSON.stringify({ verdict, epoch, reasons, criteria: [] }));
  });
  const port = await listen(server);
  const gate: FakeGate = {
    url: `http://127.0.0.1:${port}`,
    verdict: 'pass',
    [Symbol.dispose]: () => void server.close(),
  };
  return gate;
}

function rolloutCommand({ planFile }: RolloutUnderTest, ...args: readonly string[]) {
  return parallax(['rollout', '--plan', planFile, '--who', 'ada', ...args]);
}

/** Starts a command, to be killed. */
function start({ planFile }: RolloutUnderTest, ...words: readonly string[]) {
  const args = [main, 'rollout', ...words, '--plan', planFile];
  const program = spawn(process.execPath, args, { stdio: 'ignore', detached: true });
  return { ended: once(program, 'exit'), kill: () => process.kill(-program.pid!, 'SIGKILL') };
}

/** Kills a command, such as `advance`, with SIGKILL while a command of the plan waits. */
async function killAt(rollout: RolloutUnderTest, hold: string, ...words: readonly string[]) {
  rollout.write(`canary.${hold}`);
  const { ended, kill } = start(rollout, ...words);
  // If the process of the command is not in the journal yet, the next advance would wait for the timeout.
  const isStarted = (): boolean => rollout.entries().at(-1)?.event === 'started';
  await until(() => rollout.has(`canary.${hold}.reached`) && isStarted());
  kill();
  await ended;
}

describe('parallax rollout', () => {
  it('shows each environment as JSON', async () => {
    using gate = await serveGate();
    using rollout = rolloutUnderTest([{ name: 'canary', tier: 'first', url: gate.url }]);
    await rollout.advance();
    const args = ['rollout', 'status', '--json', '--plan', rollout.planFile];
    const { stdout, exitCode } = await command(args);
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'in progress',
      environments: [{ environment: 'canary', state: 'soaking', gate: { verdict: 'pass' } }],
    });
    expect(exitCode).toBe(2);
  });

  it('goes from a fail of the gate to a verified rollback, and prints the finding', async () => {
    using gate = await serveGate();
    using rollout = rolloutUnderTest([{ name: 'canary', tier: 'first', url: gate.url }]);
    const advance = rolloutCommand(rollout, 'advance', '--wait', '1h');
    await until(() => rollout.done('canary').includes('verify candidate'));
    gate.verdict = 'fail';
    const { stdout, exitCode } = await advance;
    expect([exitCode, rollout.answering('canary')]).toEqual([1, 'primary']);
    expect(stdout).toContain(failing.findings[0]);
  });

  it('stops a running advance, which holds the journal, in order to roll back', async () => {
    using gate = await serveGate();
    using rollout = rolloutUnderTest([{ name: 'canary', tier: 'first', url: gate.url }]);
    rollout.write('canary.promote.after');
    const { ended } = start(rollout, 'advance');
    await until(() => rollout.has('canary.promote.after.reached'));
    const { value: lock, fault } = takeLock(rollout.journalFile, 'bob', 'advance');
    expect([lock, fault?.holder?.command]).toEqual([null, 'advance']);
    const { exitCode, stdout } = await rolloutCommand(rollout, 'rollback', 'canary');
    expect([exitCode, stdout]).toEqual([0, 'canary: primary answers\n']);
    expect(rollout.answering('canary')).toBe('primary');
    await ended;
  });
});

describe('the next advance after kill -9 of an advance', () => {
  it.each([
    ['an interrupted promotion', 'promote.before', ['promote candidate', 'verify candidate']],
    [
      'an interrupted verification',
      'verify.before',
      ['promote candidate', 'verify candidate', 'verify candidate'],
    ],
  ])('waits for %s to end, and does not promote again', async (_, hold, done) => {
    using gate = await serveGate();
    using rollout = rolloutUnderTest([{ name: 'canary', tier: 'first', url: gate.url }]);
    await killAt(rollout, hold, 'advance');
    const next = rollout.advance();
    await until(() => rollout.said.length > 0);
    rollout.remove(`canary.${hold}`);
    await next;
    expect(rollout.done('canary')).toEqual(done);
    expect(rollout.states()).toEqual({ canary: 'soaking' });
  });

  it('finishes an interrupted rollback', async () => {
    using gate = await serveGate();
    using rollout = rolloutUnderTest([{ name: 'canary', tier: 'first', url: gate.url }]);
    await rollout.advance();
    gate.verdict = 'fail';
    await killAt(rollout, 'rollback.before', 'advance');
    const next = rollout.advance();
    await until(() => rollout.said.length > 0);
    rollout.remove('canary.rollback.before');
    expect((await next).verdict).toBe('fail');
    expect(rollout.done('canary').slice(2)).toEqual(['rollback primary', 'verify primary']);
    expect(rollout.states()).toEqual({ canary: 'rolledBack' });
  });
});

describe('the next advance after kill -9 of a rehearsal', () => {
  it.each([
    [
      'an interrupted rollback',
      'rollback.after',
      ['verify primary', 'promote candidate', 'verify candidate'],
    ],
    [
      'an interrupted promotion',
      'promote.after',
      ['verify primary', 'promote candidate', 'verify candidate'],
    ],
  ])(
    'continues after %s until the candidate soaks, and counts no rehearsal',
    async (_, hold, done) => {
      using gate = await serveGate();
      using rollout = rolloutUnderTest([{ name: 'canary', tier: 'first', url: gate.url }]);
      await rollout.advance();
      await killAt(rollout, hold, 'rehearse', 'canary');
      const next = rollout.advance({ mode: 'wait', waitMs: 0 });
      await until(() => rollout.said.some((one) => one.includes('its command must be over first')));
      rollout.remove(`canary.${hold}`);
      await next;
      await rollout.advance();
      expect(rollout.done('canary').slice(2)).toEqual(['rollback primary', ...done]);
      expect(rollout.states()).toEqual({ canary: 'soaking' });
      expect(rollout.entries().some(({ event }) => event === 'rehearsed')).toBe(false);
    },
  );
});
