import { type Command, Option } from 'commander';
import type { FlagValues } from '../config/flags.ts';
import { addConfigOptions, givenFlags } from './config-options.ts';
import { serve } from './serve.ts';

interface RecordOptions extends Readonly<Record<string, unknown>> {
  readonly config?: string;
}

/** Short names for the flags of `record` in the config. */
const shortNames = [
  { name: 'file', value: 'FILE', flag: 'record', key: 'file', words: 'the file to record to' },
  {
    name: 'key-file',
    value: 'FILE',
    flag: 'record-key-file',
    key: 'keyFile',
    words: 'a file with the key that encrypts the recording',
  },
  {
    name: 'routes',
    value: 'METHOD /path/{name}',
    flag: 'record-routes',
    key: 'routes',
    words: 'a route to record; may be given several times',
  },
  {
    name: 'sample',
    value: 'SHARE',
    flag: 'record-sample',
    key: 'sample',
    words: 'the share of clients to record',
  },
  {
    name: 'distinct',
    value: 'N',
    flag: 'record-distinct',
    key: 'distinct',
    words: 'record at most N exchanges for each route, operation, status and body shape',
  },
] as const;

/** The parts of the config that the live plane and the recorder use. */
const usedParts: ReadonlySet<string> = new Set([
  'listen',
  'tls',
  'proxyProtocol',
  'forwarded',
  'primary',
  'admin',
  'capture',
  'limits',
  'log',
]);

function isUsed([part = '', below = '']: readonly string[]): boolean {
  // It samples clients as mirroring does.
  if (part === 'mirror') return below === 'sampleBy';
  return usedParts.has(part) && below !== 'metrics' && below !== 'database';
}

export function defineRecord(command: Command): void {
  command.option('--config <FILE>', 'a YAML file; flags win over it');
  for (const { name, value, words } of shortNames) {
    const option = new Option(`--${name} <${value}>`, words);
    command.addOption(
      name === 'routes'
        ? option.argParser<readonly string[] | undefined>((item, items) => [...(items ?? []), item])
        : option,
    );
  }
  command.action(record);
  addConfigOptions(command, isUsed);
}

async function record(options: RecordOptions): Promise<void> {
  const flags = { ...givenFlags(options), ...givenShort(options) };
  await serve({ file: options.config, flags, role: 'record' }, async () => {
    const { startRecord } = await import('../process/start-record.ts');
    return startRecord;
  });
}

function givenShort(options: RecordOptions): FlagValues {
  const given = shortNames.map(({ flag, key }) => [flag, options[key]]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as FlagValues;
}
