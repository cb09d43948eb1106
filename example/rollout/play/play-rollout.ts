import { join } from 'node:path';
import { serveControl } from '../control/serve-control.ts';
import type { Build } from '../environment/deployment.ts';
import type { Environment } from '../environment/environment.ts';
import { startEnvironments } from '../environment/start-environments.ts';
import { planCommand } from './plan-command.ts';
import { wayBack } from './way-back.ts';

export interface PlayOptions {
  /** For databases and the journal. */
  readonly directory: string;
  /** How long each environment is watched after its promotion. */
  readonly soakSeconds: number;
  /** Ends the play, wherever it is. */
  readonly signal: AbortSignal;
}

const names = ['dev-canary', 'staging', 'internal', 'production'];
const [canary = ''] = names;

const buggy: Build = { version: '1.1.0', bugs: ['missing-log-field', 'n-plus-one'] };
const fixed: Build = { version: '1.1.1', bugs: [] };

/** As `rollout` in the plan. */
const rollout = 'conduit-repository-pattern';

/**
 * Plays the deployment guide with the example's plan: a canary with bugs goes back at once; the fixed build
 * passes, rehearses its way back, and goes through all tiers; the report signs it off.
 *
 * @throws Error if a step ends otherwise than it should; the signal's reason if it is ended
 */
export async function playRollout(options: PlayOptions): Promise<void> {
  const { directory, signal } = options;
  await using started = new AsyncDisposableStack();
  say(
    'Starts four environments: clients, Parallax, the legacy baseline, and a build with the flag',
  );
  const environments = await startEnvironments(names, { build: buggy, directory, signal });
  for (const environment of environments) {
    const { name, url, gateUrl } = started.use(environment);
    console.log(`  ${name.padEnd(10)}  clients ${url}  gate ${gateUrl}`);
  }
  const control = await serveControl(environments);
  started.defer(control.stop);
  const variables = variablesOf(options, environments, control.url);
  const parallax = (command: 'rollout' | 'report', { version }: Build) =>
    planCommand(command, { ...variables, ROLLOUT_VERSION: `${version}+repository` }, signal);

  say(`The canary gets ${buggy.version}, which has bugs: ${buggy.bugs.join(', ')}`);
  const withBugs = parallax('rollout', buggy);
  expectCode(await withBugs('advance', '--wait', '3m'), 1, 'the canary with bugs was not stopped');
  const back = wayBack(variables.ROLLOUT_JOURNAL, rollout, canary);
  if (back === null) throw new Error(`${canary} was not rolled back`);
  say(`Rolled back and verified in ${back.seconds.toFixed(1)} s, because ${back.finding}`);

  say(`The fixed build ${fixed.version} is deployed everywhere, with the flag off`);
  for (const environment of environments) await environment.deploy(fixed);
  const withFix = parallax('rollout', fixed);
  // It waits for a person then: to rehearse the way back.
  expectCode(await withFix('advance', '--wait', '5m'), 2, 'the fixed canary did not pass');
  say('The way back is rehearsed');
  expectCode(await withFix('rehearse', canary), 0, 'the rehearsal failed');
  say('Tier 2, then tier 1');
  expectCode(await withFix('advance', '--wait', '10m'), 0, 'the rollout did not complete');
  expectCode(await withFix('status'), 0, 'the rollout is not complete');
  say('Every environment has passed. The sign-off:');
  expectCode(await parallax('report', fixed)(), 0, 'a gate of the report does not pass');
}

function variablesOf(
  { directory, soakSeconds }: PlayOptions,
  environments: readonly Environment[],
  control: string,
) {
  const soakHours = String(soakSeconds / 3600);
  return {
    ...Object.fromEntries(
      environments.map(({ name, gateUrl }) => [gateVariable(name), gateUrl] as const),
    ),
    ROLLOUT_CONTROL: control,
    ROLLOUT_JOURNAL: join(directory, 'rollout.journal'),
    CANARY_SOAK_HOURS: soakHours,
    SOAK_HOURS: soakHours,
  };
}

function gateVariable(environment: string): string {
  return `GATE_${environment.toUpperCase().replaceAll('-', '_')}`;
}

function say(sentence: string): void {
  console.log(`\n== ${sentence}`);
}

function expectCode(actual: number | null, expected: number, fault: string): void {
  if (actual !== expected) throw new Error(`${fault}: the command exited with ${actual}`);
}
