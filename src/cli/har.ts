import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { formatFault } from '../config/fault.ts';
import { loadConfig } from '../config/load.ts';
import { adjustForReplay } from '../config/replay-input.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { usageExitCode } from './exit-codes.ts';
import { isAmong } from './is-among.ts';
import { addSelectionOptions, type SelectionOptions } from './selection-options.ts';

interface HarOptions extends SelectionOptions {
  readonly config?: string;
  readonly output?: string;
}

export function addHarCommand(program: Command): void {
  const command = program
    .command('har')
    .description('write recordings as HAR, without secrets')
    .argument('<FILE...>', 'recordings of Parallax, HAR files, or files of GoReplay')
    .option('--config <FILE>', 'a YAML file with the rules of what is secret (redact)')
    .option('--output <FILE>', 'the file to write; by default standard output');
  addSelectionOptions(command)
    .addHelpText(
      'after',
      '\nExits with 0, also if parts of a file cannot be read: standard error names them. It exits with 64 if the\n' +
        'command line, the config or a file is wrong.',
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageExitCode))
    .action(har);
}

async function har(files: readonly string[], options: HarOptions): Promise<void> {
  const { openSources } = await import('../playback/open-sources.ts');
  const { writeHar } = await import('../process/write-har.ts');
  const { config, faults } = loadConfig({ file: options.config, adjust: adjustForReading });
  if (config === null) return refuse((faults ?? []).map(formatFault).join('\n'));
  const { keyFile, origin, route: routes, since: sinceMs, until: untilMs, output } = options;
  try {
    await using opened = new AsyncDisposableStack();
    const origins = new Set(origin);
    const sources = await openSources(files, { key: keyFile?.key ?? null, origins });
    for (const source of sources) opened.use(source);
    if (output !== undefined && isAmong(output, files)) {
      return refuse(`--output: ${output} is one of the recordings`);
    }
    const selection = { routes, sinceMs, untilMs };
    const pieces = writeHar({
      config,
      sources,
      selection,
      onFault: ({ path, place, words }) =>
        process.stderr.write(`Not read: ${path}, ${place}: ${words}\n`),
    });
    // What it has is as confidential as a recording.
    const file = output === undefined ? process.stdout : createWriteStream(output, { mode: 0o600 });
    await pipeline(pieces, file, { end: output !== undefined });
  } catch (error) {
    if (error instanceof ParallaxError || (error instanceof Error && 'code' in error)) {
      return refuse(error.message);
    }
    throw error;
  }
}

/** Nothing is sent to any deployment. */
function adjustForReading(input: Record<string, unknown>): void {
  input['candidate'] ??= 'http://recorded.invalid';
  adjustForReplay(input, {
    primary: undefined,
    candidate: undefined,
    secondary: undefined,
    methods: undefined,
    concurrency: undefined,
    admin: undefined,
    headers: [],
  });
}

function refuse(words: string): void {
  process.stderr.write(`parallax: ${words}\n`);
  process.exitCode = usageExitCode;
}
