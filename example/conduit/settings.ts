import { z } from 'zod';
import type { Flavour } from './app.ts';
import { migrationBugs } from './migration-bugs.ts';

export interface Settings {
  readonly port: number;
  /** A file, or `:memory:`. */
  readonly database: string;
  readonly seed: string;
  readonly flavour: Flavour;
}

const environmentSchema = z.object({
  /** 0 for a free one. */
  CONDUIT_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'write a port, from 0 to 65535')
    .transform(Number)
    .pipe(z.number().max(65_535, 'write a port, from 0 to 65535'))
    .prefault('0'),
  CONDUIT_DATABASE: z.string().min(1, 'write a file name, or :memory:').default(':memory:'),
  CONDUIT_SEED: z.string().default('conduit'),
  CONDUIT_USE_REPOSITORY_PATTERN: z
    .enum(['true', 'false'], 'write true or false')
    .default('false')
    .transform((text) => text === 'true'),
  /** With commas between them. */
  CONDUIT_MIGRATION_BUGS: z
    .string()
    .default('')
    .transform(namesIn)
    .pipe(z.array(z.enum(migrationBugs, `write some of ${migrationBugs.join(', ')}`))),
});

/** @throws ZodError that says what is wrong with which variable */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const variables = environmentSchema.parse(environment);
  const bugs = new Set(variables.CONDUIT_MIGRATION_BUGS);
  return {
    port: variables.CONDUIT_PORT,
    database: variables.CONDUIT_DATABASE,
    seed: variables.CONDUIT_SEED,
    flavour: variables.CONDUIT_USE_REPOSITORY_PATTERN
      ? { kind: 'repository', bugs }
      : { kind: 'direct' },
  };
}

function namesIn(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '');
}
