import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { formatFault } from '../config/fault.ts';
import { loadConfig } from '../config/load.ts';
import { adjustForReplay, nothingGiven } from '../config/replay-input.ts';
import { usageExitCode } from './exit-codes.ts';
import { addRecordings, openRecordings, overwriteFault, selectionOf } from './recordings.ts';
import { refuse, refuseOrThrow } from './refuse.ts';
import type { SelectionOptions } from './selection-options.ts';

interface HarOptions extends SelectionOptions {
  readonly config?: string;
  readonly output?: string;
}

export function defineHar(command: Command): void {
  addRecordings(command)
    .option('--config <FILE>', 'a YAML file with the rules of what is secret (redact)')
    .option('--output <FILE>', 'the file to write; by default standard output')
    .addHelpText(
      'after',
      '\nExits with 0, also if parts of a file cannot be read: standard error names them. It exits with 64 if the\n' +
        'command line, the config or a file is wrong.',
    )
    .action(har);
}

async function har(files: readonly string[], options: HarOptions): Promise<void> {
  const { writeHar } = await import('../process/write-har.ts');
  const { config, faults } = loadConfig({ file: options.config, adjust: adjustForReading });
  if (config === null) return refuse((faults ?? []).map(formatFault).join('\n'), usageExitCode);
  const { output } = options;
  try {
    await using opened = new AsyncDisposableStack();
    const sources = await openRecordings(files, options);
    for (const source of sources) opened.use(source);
    const replaced = output === undefined ? null : overwriteFault(output, files);
    if (replaced !== null) return refuse(replaced, usageExitCode);
    const pieces = writeHar({
      config,
      sources,
      selection: selectionOf(options),
      onFault: ({ path, place, words }) =>
        process.stderr.write(`Not read: ${path}, ${place}: ${words}\n`),
    });
    // The file is as confidential as a recording.
    const file = output === undefined ? process.stdout : createWriteStream(output, { mode: 0o600 });
    await pipeline(pieces, file, { end: output !== undefined });
  } catch (error) {
    refuseOrThrow(error, usageExitCode);
  }
}

/** No deployment is used. */
function adjustForReading(input: Record<string, unknown>): void {
  input['candidate'] ??= 'http://recorded.invalid';
  adjustForReplay(input, nothingGiven);
}
