import { type Command, InvalidArgumentError, Option } from 'commander';
import { formats } from './report-formats.ts';
import { listOption, type SelectionOptions } from './selection-options.ts';

/** The parsed options of the command line. */
export interface ReplayOptions extends SelectionOptions {
  readonly primary?: string;
  readonly candidate?: string;
  readonly secondary?: string;
  readonly config?: string;
  readonly methods?: string;
  readonly concurrency?: number;
  readonly admin?: string;
  readonly header: readonly (readonly [string, string])[];
  readonly speed: number;
  readonly times: number;
  readonly report: readonly (keyof typeof formats)[];
  /** The files of the reports, in their order. */
  readonly output: readonly string[];
}

export function addReplayOptions(command: Command): Command {
  return command
    .option(
      '--primary <URL>',
      'send requests to this instance of primary, too, and compare with its answers; by default with the recorded ones',
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
        "'Name: value' to set in requests to the candidate, the secondary and --primary",
        parseHeader,
      ),
    )
    .option(
      '--admin <HOST:PORT>',
      'where to serve the pages during the replay; by default a free loopback port',
    )
    .addOption(
      listOption(
        '--report <FORMAT>',
        `write a report: ${Object.keys(formats).join(', ')}`,
        parseFormat,
      ),
    )
    .addOption(
      listOption(
        '--output <FILE>',
        'the file for the report, in the order of --report; by default standard output',
        (file) => file,
      ),
    );
}

function parseFormat(text: string): keyof typeof formats {
  if (Object.hasOwn(formats, text)) return text as keyof typeof formats;
  throw new InvalidArgumentError(`write one of ${Object.keys(formats).join(', ')}`);
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
