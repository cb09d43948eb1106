import { z } from 'zod';
import type { Flavour } from './app.ts';
import { type GatewayOptions } from './gateway.ts';
import { idKinds } from './ids.ts';
import { migrationBugs, resourceBugs, statefulBugs } from './migration-bugs.ts';

export interface Settings extends GatewayOptions {
  readonly port: number;
  /** Where it listens; 127.0.0.1 if left out. */
  readonly host?: string;
  readonly flavour: Flavour;
  /** Whether connections are kept after an answer; true if left out. */
  readonly keepAlive?: boolean;
  /** What was built; 1.0.0 if left out. */
  readonly version?: string;
}

const bugNames = [...migrationBugs, ...statefulBugs, ...resourceBugs] as const;

const environmentSchema = z.object({
  /** 0 for a free one. */
  CONDUIT_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'write a port, from 0 to 65535')
    .transform(Number)
    .pipe(z.number().max(65_535, 'write a port, from 0 to 65535'))
    .prefault('0'),
  CONDUIT_DATABASE: z
    .string()
    .min(1, 'write a file name, or :memory:, or postgres://…')
    .default(':memory:'),
  CONDUIT_VERSION: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'write a version such as 1.0.0')
    .default('1.0.0'),
  CONDUIT_SEED: z.string().default('conduit'),
  CONDUIT_IDS: z.enum(idKinds, `write ${idKinds.join(' or ')}`).default('uuid'),
  CONDUIT_USE_REPOSITORY_PATTERN: z
    .enum(['true', 'false'], 'write true or false')
    .default('false')
    .transform((text) => text === 'true'),
  CONDUIT_KEEP_ALIVE: z
    .enum(['true', 'false'], 'write true or false')
    .default('true')
    .transform((text) => text === 'true'),
  /** With commas between them. */
  CONDUIT_MIGRATION_BUGS: z
    .string()
    .default('')
    .transform(namesIn)
    .pipe(z.array(z.enum(bugNames, `write some of ${bugNames.join(', ')}`))),
});

/** @throws ZodError that says what is wrong with which variable */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const variables = environmentSchema.parse(environment);
  const bugs = new Set(variables.CONDUIT_MIGRATION_BUGS);
  return {
    port: variables.CONDUIT_PORT,
    database: variables.CONDUIT_DATABASE,
    seed: variables.CONDUIT_SEED,
    ids: variables.CONDUIT_IDS,
    version: variables.CONDUIT_VERSION,
    keepAlive: variables.CONDUIT_KEEP_ALIVE,
    flavour: variables.CONDUIT_USE_REPOSITORY_PATTERN
      ? { kind: 'repository', bugs }
      : { kind: 'direct' },
  };
}

function namesIn(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '');
}
