import { dirname, resolve } from 'node:path';
import { openConfigFile } from './config-file.ts';
import { type ConfigFault, inReadingOrder } from './fault.ts';
import { applyFlags, type FlagValues } from './flags.ts';
import { givenFlag, issueFaults, type Sources, variablesAt } from './issue-faults.ts';
import { issueWords } from './issue-words.ts';
import { type Config, configSchema } from './schema.ts';
import { type Setting, settingsOf } from './settings.ts';
import type { Environment } from './substitute.ts';
import { tlsFaults, type TlsFiles } from './tls-files.ts';

export interface LoadOptions {
  /** A YAML file; without one, the flags are all there is. */
  readonly file?: string | undefined;
  /** They win over the file. */
  readonly flags?: FlagValues;
  /** What `${VAR}` in the file stands for. */
  readonly environment?: Environment;
}

export type LoadedConfig =
  | {
      readonly config: Config;
      /** Its values with where each came from. */
      readonly settings: readonly Setting[];
      readonly faults: null;
    }
  /** At least one, in the order of the file. */
  | { readonly config: null; readonly settings: null; readonly faults: readonly ConfigFault[] };

/**
 * Reads the config from a file and flags. Everything that is wrong with it is found at once, the
 * TLS files included, whose paths become absolute.
 */
export function loadConfig({
  file: name,
  flags = {},
  environment = process.env,
}: LoadOptions): LoadedConfig {
  const opened = name === undefined ? undefined : openConfigFile(name, environment);
  if (opened?.file === null) {
    return { config: null, settings: null, faults: inReadingOrder(opened.faults) };
  }
  const sources: Sources = { file: opened?.file ?? null, flags };
  const input = opened?.file.input ?? {};
  applyFlags(input, flags);
  const folder = name === undefined ? '.' : dirname(name);
  const tlsFiles = resolveTlsFiles(input, (key) =>
    givenFlag(['tls', key], flags) === undefined ? folder : '.',
  );

  const parsed = configSchema.safeParse(input, { error: issueWords, reportInput: true });
  const faults = [
    ...(opened?.faults ?? []),
    ...(parsed.error?.issues ?? []).flatMap((issue) => issueFaults(issue, sources)),
    ...unusableTlsFiles(tlsFiles, sources),
  ];
  if (!parsed.success || faults.length > 0) {
    return { config: null, settings: null, faults: inReadingOrder(faults) };
  }
  const config = parsed.data;
  return { config, settings: settingsOf(config, sources), faults: null };
}

/** Makes the paths absolute, in place; what is no path is left to the schema. */
function resolveTlsFiles(
  input: Record<string, unknown>,
  folderOf: (key: keyof TlsFiles) => string,
): TlsFiles {
  const files: { cert?: string; key?: string } = {};
  if (typeof input.tls !== 'object' || input.tls === null || Array.isArray(input.tls)) return files;
  const tls = input.tls as Record<string, unknown>;
  for (const key of ['cert', 'key'] as const) {
    const path = tls[key];
    if (typeof path === 'string' && path !== '') files[key] = resolve(folderOf(key), path);
  }
  input.tls = { ...tls, ...files };
  return files;
}

function unusableTlsFiles(files: TlsFiles, sources: Sources): readonly ConfigFault[] {
  return tlsFaults(files).flatMap(({ key, message }) => {
    const path = ['tls', key];
    const shown = variablesAt(path, sources).length > 0 ? '' : `: ${files[key] ?? ''}`;
    return issueFaults({ code: 'custom', path, message: message + shown }, sources);
  });
}
