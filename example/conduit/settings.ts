import { Command, InvalidArgumentError, Option } from 'commander';
import type { Flavour } from './app.ts';
import { type MigrationBugs, parseMigrationBugs } from './migration-bugs.ts';

export interface Settings {
  readonly port: number;
  /** A file, or `:memory:`. */
  readonly database: string;
  readonly seed: string;
  readonly flavour: Flavour;
}

interface Flags {
  readonly port: number;
  readonly database: string;
  readonly seed: string;
  readonly repositoryPattern: boolean;
  readonly bugs: MigrationBugs;
}

/** Reads flags and, where there is none, the environment; ends the process where one is wrong. */
export function readSettings(argv: readonly string[]): Settings {
  const flags = new Command('conduit')
    .description('A small LLM gateway: virtual keys, chat completions, request logs and costs.')
    .addOption(
      new Option('--port <number>', '0 for a free one')
        .env('CONDUIT_PORT')
        .default(0)
        .argParser(readPort),
    )
    .addOption(
      new Option('--database <file>', 'its own in each deployment')
        .env('CONDUIT_DATABASE')
        .default(':memory:'),
    )
    .addOption(
      new Option('--seed <text>', 'the same ids, keys and first rows for the same seed')
        .env('CONDUIT_SEED')
        .default('conduit'),
    )
    .addOption(
      new Option('--repository-pattern <boolean>', 'repositories instead of SQL in the handlers')
        .env('CONDUIT_USE_REPOSITORY_PATTERN')
        .default(false)
        .argParser(readBoolean),
    )
    .addOption(
      new Option('--bugs <names>', 'mistakes that the repositories make, for demonstration')
        .env('CONDUIT_MIGRATION_BUGS')
        .default(new Set(), 'none')
        .argParser(readBugs),
    )
    .parse(argv)
    .opts<Flags>();
  const { port, database, seed, repositoryPattern, bugs } = flags;
  const flavour: Flavour = repositoryPattern ? { kind: 'repository', bugs } : { kind: 'direct' };
  return { port, database, seed, flavour };
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function readBoolean(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InvalidArgumentError('Write true or false.');
}

function readBugs(text: string): MigrationBugs {
  try {
    return parseMigrationBugs(text);
  } catch (error) {
    throw error instanceof RangeError ? new InvalidArgumentError(error.message) : error;
  }
}
