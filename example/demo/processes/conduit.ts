import { join } from 'node:path';
import type { MigrationBug } from '../../conduit/migration-bugs.ts';
import { startChild } from './child.ts';

export interface ConduitOptions {
  readonly role: 'primary' | 'candidate' | 'secondary';
  readonly repositoryPattern: boolean;
  readonly bugs: readonly MigrationBug[];
  /** What was built; 1.0.0 if left out. */
  readonly version?: string;
  /** Whether it keeps connections after an answer; true if left out. */
  readonly keepAlive?: boolean;
  /** Its database file is made there. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

export interface Deployment {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const program = join(import.meta.dirname, '../../conduit/main.ts');

/** Starts one of the deployments on a free port. */
export async function startConduit(options: ConduitOptions): Promise<Deployment> {
  const { role, repositoryPattern, bugs, directory, signal } = options;
  const { version = '1.0.0', keepAlive = true } = options;
  const { firstLine, stop } = await startChild({
    name: `the ${role} gateway`,
    program,
    environment: {
      CONDUIT_PORT: '0',
      CONDUIT_DATABASE: join(directory, `${role}.sqlite`),
      CONDUIT_SEED: 'demo',
      CONDUIT_VERSION: version,
      CONDUIT_KEEP_ALIVE: String(keepAlive),
      CONDUIT_USE_REPOSITORY_PATTERN: String(repositoryPattern),
      CONDUIT_MIGRATION_BUGS: bugs.join(','),
    },
    signal,
  });
  const { listening } = JSON.parse(firstLine) as { listening: string };
  return { url: listening, stop };
}
