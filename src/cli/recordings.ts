import { type BigIntStats, statSync } from 'node:fs';
import type { Command } from 'commander';
import type { Selection } from '../playback/select-exchanges.ts';
import type { ExchangeSource } from '../recording/exchange-source.ts';
import { addSelectionOptions, type SelectionOptions } from './selection-options.ts';

/** Makes a command read recordings, with the options that select exchanges of them. */
export function addRecordings(command: Command): Command {
  command.argument('<FILE...>', 'recordings of Parallax, HAR files, or files of GoReplay');
  return addSelectionOptions(command);
}

/** @throws ParallaxError `recording` if a file has no known format; the system's error if it cannot be read */
export async function openRecordings(
  files: readonly string[],
  { keyFile, origin }: Pick<SelectionOptions, 'keyFile' | 'origin'>,
): Promise<readonly ExchangeSource[]> {
  // Imported when needed: the other commands start in a third of the time.
  const { openSources } = await import('../playback/open-sources.ts');
  return openSources(files, { key: keyFile?.key ?? null, origins: new Set(origin) });
}

export function selectionOf({ route, since, until }: SelectionOptions): Selection {
  return { routes: route, sinceMs: since, untilMs: until };
}

/** Why a file cannot be written: it is one of the recordings, under any name. Null if it can be. */
export function overwriteFault(output: string, files: readonly string[]): string | null {
  const written = stateOf(output);
  if (written === undefined || !written.isFile()) return null;
  const isRead = files.some((file) => {
    const read = stateOf(file);
    return read !== undefined && read.ino === written.ino && read.dev === written.dev;
  });
  return isRead ? `--output: ${output} is one of the recordings` : null;
}

function stateOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}
