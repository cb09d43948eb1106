import { type Command, InvalidArgumentError, Option } from 'commander';
import { readIdentityKey } from '../config/identity-key.ts';
import { routeTemplateFault } from '../config/route-template.ts';
import { formats } from './report-formats.ts';

/** The parsed options of the command line. */
export interface ReplayOptions {
  readonly primary?: string;
  readonly candidate?: string;
  readonly secondary?: string;
  readonly config?: string;
  readonly methods?: string;
  readonly concurrency?: number;
  readonly admin?: string;
  readonly header: readonly (readonly [string, string])[];
  readonly keyFile?: { readonly path: string; readonly key: Buffer };
  readonly speed: number;
  readonly times: number;
  readonly route: readonly string[];
  readonly origin: readonly string[];
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  readonly report?: keyof typeof formats;
  readonly output?: string;
}

export function addReplayOptions(command: Command): Command {
  return command
    .option(
      '--primary <URL>',
      'ask this instance of primary, too, and compare with its answers; by default, with the recorded ones',
    )
    .option('--candidate <URL>', 'the deployment under test; by default that of the config')
    .option(
      '--secondary <URL>',
      "an instance of primary's code, to detect noise and to judge times",
    )
    .option('--config <FILE>', 'a YAML file with rules, routes and the policy of the gate')
    .addOption(
      new Option(
        '--methods <METHODS>',
        'all sends writes, too: it states that primary, candidate and secondary each have their own database; ' +
          'by default mirror.methods of the config, or safe',
      ).choices(['safe', 'all']),
    )
    .addOption(
      listOption('--route <ROUTE>', 'play only this route, METHOD /path/{name}', parseRoute),
    )
    .addOption(
      listOption(
        '--origin <URL>',
        'from a HAR, play only requests to this origin; by default that of its first entry',
        parseOrigin,
      ),
    )
    .addOption(
      new Option(
        '--since <TIME>',
        'play only exchanges that began at this time or later, in ISO 8601',
      )
        .argParser(parseTime)
        .default(Number.NEGATIVE_INFINITY, 'the start'),
    )
    .addOption(
      new Option('--until <TIME>', 'play only exchanges that began before this time')
        .argParser(parseTime)
        .default(Number.POSITIVE_INFINITY, 'the end'),
    )
    .addOption(
      new Option(
        '--speed <FACTOR>',
        '1 keeps the recorded pace, 2 is twice as fast, 0 is as fast as the order of requests allows',
      )
        .argParser(parseSpeed)
        .default(0),
    )
    .addOption(
      new Option('--times <N>', 'how many times to play everything; requires --methods safe')
        .argParser(parseCount)
        .default(1),
    )
    .addOption(
      new Option('--concurrency <N>', 'how many requests the candidate gets at once').argParser(
        parseCount,
      ),
    )
    .addOption(
      listOption(
        '--header <HEADER>',
        "'Name: value' to set in requests to the candidate",
        parseHeader,
      ),
    )
    .addOption(
      new Option('--key-file <FILE>', 'a file with the key of encrypted recordings').argParser(
        readKey,
      ),
    )
    .option(
      '--admin <HOST:PORT>',
      'where to serve the pages during the replay; by default a free loopback port',
    )
    .addOption(new Option('--report <FORMAT>', 'write a report').choices(Object.keys(formats)))
    .option('--output <FILE>', 'the file for the report; by default standard output');
}

/** An option that may be given more than once. */
function listOption(flags: string, description: string, parse: (text: string) => unknown): Option {
  return new Option(flags, description)
    .argParser<readonly unknown[]>((text, before) => [...before, parse(text)])
    .default([], 'none');
}

function parseOrigin(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('write an origin as https://HOST');
  }
  return url.origin;
}

function parseRoute(text: string): string {
  if (!/^(?:[A-Z]+|\*) \/\S*$/.test(text)) {
    throw new InvalidArgumentError('write METHOD /path/{name}, or * /path for any method');
  }
  const fault = routeTemplateFault(text);
  if (fault !== null) throw new InvalidArgumentError(fault);
  return text;
}

function parseTime(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('write a time as 2026-11-28T07:00:00Z');
  return ms;
}

function parseSpeed(text: string): number {
  const speed = /^\d{1,4}(?:\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(speed)) throw new InvalidArgumentError('write a number such as 0, 1 or 2.5');
  return speed;
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw new InvalidArgumentError('write a whole number from 1 to 9999');
  }
  return Number(text);
}

function parseHeader(text: string): readonly [string, string] {
  const [, name = '', value = ''] = /^([^:\s]+):[ \t]*(.+)$/.exec(text) ?? [];
  if (name === '') throw new InvalidArgumentError("write 'Name: value'");
  return [name, value];
}

function readKey(path: string): ReplayOptions['keyFile'] {
  const { key, fault } = readIdentityKey(path);
  if (key === null) throw new InvalidArgumentError(fault);
  return { path, key };
}
