import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startConduit } from '../../demo/processes/conduit.ts';
import { startParallax } from '../../demo/processes/parallax.ts';
import { startClients } from './clients.ts';
import { type Build, startFlaggedDeployment } from './deployment.ts';
import { answeringVersion, type AnsweringVersion } from './answering-version.ts';

/** An environment of the rollout: clients, Parallax, the legacy baseline, and the deployment with the flag. */
export interface Environment extends AsyncDisposable {
  readonly name: string;
  /** The admin address of its Parallax, where its gate is. */
  readonly gateUrl: string;
  /** Where its clients connect. */
  readonly url: string;
  /** How many answers its clients got. */
  readonly answers: () => number;
  /** CONDUIT_USE_REPOSITORY_PATTERN of the deployment. */
  readonly switchFlag: (repositoryPattern: boolean) => Promise<void>;
  readonly deploy: (build: Build) => Promise<void>;
  /** Which version answers behind Parallax. */
  readonly answering: () => Promise<AnsweringVersion>;
}

export interface EnvironmentOptions {
  readonly name: string;
  readonly build: Build;
  /** For the databases; it gets a folder of this name there. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

const configFile = join(import.meta.dirname, '../parallax.yaml');

/**
 * Starts all parts of an environment, with the flag off. The baseline answers clients, and Parallax
 * mirrors to the deployment with the flag, so that nobody gets an answer of a version that fails.
 */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { name, build, signal } = options;
  const directory = join(options.directory, name);
  mkdirSync(directory, { recursive: true });
  await using started = new AsyncDisposableStack();

  const legacy = { repositoryPattern: false, bugs: [], directory, signal } as const;
  const baseline = await startConduit({ role: 'primary', ...legacy });
  started.defer(baseline.stop);
  const deployment = await startFlaggedDeployment({ build, directory, signal });
  started.defer(deployment.stop);
  const parallax = await startParallax({
    file: configFile,
    primary: baseline.url,
    candidate: deployment.url,
    'primary-metrics': `${baseline.url}/metrics`,
    'candidate-metrics': `${deployment.url}/metrics`,
  });
  // Before the upstreams, so that it does not see them go.
  started.defer(() => parallax.drain());
  const url = `http://${parallax.listenAddress}`;
  let answers = 0;
  started.defer(startClients(url, () => (answers += 1)));

  const all = started.move();
  return {
    name,
    gateUrl: `http://${parallax.adminAddress}`,
    url,
    answers: () => answers,
    switchFlag: (repositoryPattern) => deployment.switchFlag(repositoryPattern),
    deploy: (next) => deployment.deploy(next),
    answering: () => answeringVersion(deployment.url),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
