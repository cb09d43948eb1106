import type { MigrationBug } from '../../conduit/migration-bugs.ts';
import { type Deployment, startConduit } from '../../demo/processes/conduit.ts';
import { startService } from './service.ts';

/** What is deployed: one build, which has both implementations. */
export interface Build {
  readonly version: string;
  /** Mistakes of its repositories. */
  readonly bugs: readonly MigrationBug[];
}

/** A build with the flag, at an address that stays. */
export interface FlaggedDeployment {
  readonly url: string;
  /** Replaces the process, with CONDUIT_USE_REPOSITORY_PATTERN as said; no request is refused meanwhile. */
  switchFlag(repositoryPattern: boolean): Promise<void>;
  /** Another build from now on; the flag stays as it is. */
  deploy(build: Build): Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface FlaggedDeploymentOptions {
  readonly build: Build;
  /** Its database is there. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** Starts a build with the flag off. */
export async function startFlaggedDeployment(
  options: FlaggedDeploymentOptions,
): Promise<FlaggedDeployment> {
  const { directory, signal } = options;
  let state = { build: options.build, repositoryPattern: false };
  const start = ({ build, repositoryPattern }: typeof state): Promise<Deployment> =>
    startConduit({
      role: 'candidate',
      repositoryPattern,
      ...build,
      // A connection that is kept would go on to the process before.
      keepAlive: false,
      directory,
      signal,
    });

  let running = await start(state);
  const service = await startService(running.url);

  /** One replacement after the other, as a deployment has one process but for moments. */
  let replacing = Promise.resolve();
  const replace = (change: Partial<typeof state>): Promise<void> => {
    const replaced = replaceAfter(replacing, change);
    replacing = replaced.catch(() => undefined);
    return replaced;
  };
  async function replaceAfter(
    earlier: Promise<void>,
    change: Partial<typeof state>,
  ): Promise<void> {
    await earlier;
    const wanted = { ...state, ...change };
    const next = await start(wanted);
    const last = running;
    [running, state] = [next, wanted];
    await service.switchTo(next.url);
    await last.stop();
  }
  return {
    url: service.url,
    switchFlag: (repositoryPattern) => replace({ repositoryPattern }),
    deploy: (build) => replace({ build }),
    async stop() {
      await replacing;
      await service.stop();
      await running.stop();
    },
  };
}
