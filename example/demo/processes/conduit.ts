import { join } from 'node:path';
import { type Child, startChild } from './child.ts';

export interface ConduitOptions {
  readonly role: 'primary' | 'candidate';
  readonly repositoryPattern: boolean;
  /** Names with commas between them. */
  readonly bugs: string;
  /** Its database file is made there. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

const program = join(import.meta.dirname, '../../conduit/main.ts');

/** Starts one of the two deployments on a free port; `ready` is its URL. */
export function startConduit(options: ConduitOptions): Promise<Child<string>> {
  const { role, repositoryPattern, bugs, directory, signal } = options;
  const flags = [
    ['--port', '0'],
    ['--database', join(directory, `${role}.sqlite`)],
    ['--seed', 'demo'],
    ['--repository-pattern', String(repositoryPattern)],
    ['--bugs', bugs],
  ];
  return startChild({
    name: `the ${role} gateway`,
    args: [program, ...flags.flat()],
    signal,
    readReady: ({ listening }) => (typeof listening === 'string' ? listening : null),
  });
}
