import { type Command, InvalidArgumentError, Option } from 'commander';
import { readIdentityKey } from '../config/identity-key.ts';
import { routeTemplateFault } from '../config/route-template.ts';

/** Which exchanges of which files. */
export interface SelectionOptions {
  readonly keyFile?: { readonly path: string; readonly key: Buffer };
  readonly route: readonly string[];
  readonly origin: readonly string[];
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
}

/** Options about what is read of recordings. */
export function addSelectionOptions(command: Command): Command {
  return command
    .addOption(
      listOption('--route <ROUTE>', 'read only this route, METHOD /path/{name}', parseRoute),
    )
    .addOption(
      listOption(
        '--origin <URL>',
        'from a HAR, read only requests to this origin; by default that of its first entry',
        parseOrigin,
      ),
    )
    .addOption(
      new Option(
        '--since <TIME>',
        'read only exchanges that began at this time or later, in ISO 8601',
      )
        .argParser(parseTime)
        .default(Number.NEGATIVE_INFINITY, 'the start'),
    )
    .addOption(
      new Option('--until <TIME>', 'read only exchanges that began before this time')
        .argParser(parseTime)
        .default(Number.POSITIVE_INFINITY, 'the end'),
    )
    .addOption(
      new Option('--key-file <FILE>', 'a file with the key of encrypted recordings').argParser(
        readKey,
      ),
    );
}

/** An option that may be given more than once. */
export function listOption(
  flags: string,
  description: string,
  parse: (text: string) => unknown,
): Option {
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

function readKey(path: string): SelectionOptions['keyFile'] {
  const { value: key, fault } = readIdentityKey(path);
  if (fault !== null) throw new InvalidArgumentError(fault);
  return { path, key };
}
