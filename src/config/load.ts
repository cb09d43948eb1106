import { dirname, resolve } from 'node:path';
import { readTokenFile } from './admin-token.ts';
import { openConfigFile } from './config-file.ts';
import { type ConfigFault, inReadingOrder } from './fault.ts';
import { applyFlags, type FlagValues } from './flags.ts';
import { givenFlag, issueFaults, type Sources, variablesAt } from './issue-faults.ts';
import { readIdentityKey } from './identity-key.ts';
import { readIdentitySeed } from './identity-seed.ts';
import { issueWords } from './issue-words.ts';
import { loadDocument } from './openapi/load-document.ts';
import { prepareSetValues } from './requests/given-values.ts';
import { hasCandidate, noCandidate, type Role, roleFaults, opensFile } from './role.ts';
import { type Config, configSchema } from './schema.ts';
import { recordingFileFault } from './recording-file-fault.ts';
import { aboutToRead, type ReadFile } from './read-file.ts';
import { readSecretFile } from './secret-file.ts';
import { type Setting, settingsOf } from './settings.ts';
import type { Environment } from './substitute.ts';
import { readPasswordFile, storePasswordFaults } from './store-faults.ts';
import { isPostgresText } from './store-schema.ts';
import { tlsFaults, type TlsFiles } from './tls-files.ts';
import { watchedParts } from './watch-schema.ts';

export interface LoadOptions {
  /** A YAML file; without one, there are only the flags. */
  readonly file?: string | undefined;
  /** They win over the file. */
  readonly flags?: FlagValues;
  /** The values of `${VAR}` in the file. */
  readonly environment?: Environment;
  /** Which keys it needs, and which files; `run` by default. */
  readonly role?: Role;
  /** Changes the values of file and flags, in place, before they are checked. */
  readonly adjust?: (input: Record<string, unknown>) => void;
}

/** A config, or its faults: at least one, in the order of the file. */
export type LoadedValues = {
  /** The files that were read, except those of TLS. */
  readonly files: readonly ReadFile[];
} & (
  | {
      readonly config: Config;
      /** Its values with their origins. */
      readonly settings: readonly Setting[];
      readonly faults: null;
    }
  | { readonly config: null; readonly settings: null; readonly faults: readonly ConfigFault[] }
);

export type LoadedConfig = LoadedValues & {
  /** Makes a fault at the position of a key, for checks after loading. */
  readonly faultsAt: (
    path: readonly (string | number)[],
    message: string,
  ) => readonly ConfigFault[];
};

/**
 * Reads the config from a file and flags. Finds all faults at once, including those of the files that it names,
 * whose paths become absolute.
 */
export function loadConfig({
  file: name,
  flags = {},
  environment = process.env,
  role = 'run',
  adjust = () => undefined,
}: LoadOptions): LoadedConfig {
  const files = name === undefined ? [] : [aboutToRead(name)];
  const opened = name === undefined ? undefined : openConfigFile(name, environment);
  if (opened?.file === null) {
    const faults = inReadingOrder(opened.faults);
    return { config: null, settings: null, faults, files, faultsAt: () => [] };
  }
  const sources: Sources = { file: opened?.file ?? null, flags };
  const faultsAt: LoadedConfig['faultsAt'] = (path, message) =>
    issueFaults({ code: 'custom', path: [...path], message }, sources);
  const input = opened?.file.input ?? {};
  applyFlags(input, flags);
  if (!hasCandidate(role)) input.candidate ??= noCandidate;
  adjust(input);
  const missing = roleFaults(input, role);
  const folder = name === undefined ? '.' : dirname(name);
  const absolute = (...path: string[]): string | undefined =>
    resolveIn(input, path, givenFlag(path, flags) === undefined ? folder : '.');
  const tlsFiles = tlsParts.map((path) => {
    const files = tlsKeys.map((key) => [key, absolute(...path, key)]);
    return { path, files: Object.fromEntries(files) as TlsFiles };
  });
  const tokenFile = absolute('admin', 'tokenFile');
  const seedFile = absolute('identities', 'seed');
  const keyFile = absolute('identities', 'store', 'keyFile');
  const recordKeyFile = absolute('record', 'keyFile');
  if (typeof input.record === 'string') input.record = { file: input.record };
  const recordFile = absolute('record', 'file');
  if (typeof input.store === 'string') input.store = { path: input.store };
  const secretFiles = secretKeys.map((path) => ({ path, file: absolute(...path) }));
  if (!isPostgresText(textAt(input.store, 'path'))) absolute('store', 'path');
  const passwordFiles = databases.map((path) => {
    return { path: [...path, 'passwordFile'], file: absolute(...path, 'passwordFile') };
  });
  const openapi = absolute('openapi');
  if (openapi !== undefined) files.push(aboutToRead(openapi));
  const document = loadDocument(input, openapi, sources);
  const valueFile = (...path: string[]): void => {
    const file = absolute(...path);
    if (file !== undefined) files.push(aboutToRead(file));
  };
  prepareSetValues(input, valueFile, (path) => variablesAt(path, sources).length > 0);

  const passwordFaults = storePasswordFaults(
    input,
    (path) => variablesAt(path, sources).length > 0,
  ).flatMap((fault) => issueFaults({ code: 'custom', ...fault }, sources));

  const parsed = configSchema.safeParse(input, { error: issueWords, reportInput: true });
  const faults = [
    ...(opened?.faults ?? []),
    ...passwordFaults,
    ...(parsed.error?.issues ?? [])
      .filter((issue) => !document.mayExplain(issue))
      .flatMap((issue) => issueFaults(issue, sources)),
    ...missing.flatMap((fault) => issueFaults({ code: 'custom', ...fault }, sources)),
    ...unusableFiles(
      [
        ...tlsFiles.flatMap(tlsFileFaults),
        ...fileFaults(['admin', 'tokenFile'], tokenFile, (file) => readTokenFile(file).fault),
        ...fileFaults(['identities', 'seed'], seedFile, (file) => readIdentitySeed(file).fault),
        ...fileFaults(['identities', 'store', 'keyFile'], keyFile, keyFault),
        ...fileFaults(['record', 'keyFile'], recordKeyFile, keyFault),
        ...fileFaults(['record', 'file'], recordFile, recordingFileFault),
        ...secretFiles.flatMap(({ path, file }) =>
          fileFaults(path, file, (one) => readSecretFile(one).fault),
        ),
        ...passwordFiles.flatMap(({ path, file }) =>
          fileFaults(path, file, (one) => readPasswordFile(one).fault),
        ),
        ...document.fileFaults,
      ].filter(({ path }) => opensFile(role, path)),
      sources,
    ),
  ];
  if (!parsed.success || faults.length + document.faults.length > 0) {
    const all = [...inReadingOrder(faults), ...document.faults];
    return { config: null, settings: null, faults: all, files, faultsAt };
  }
  return {
    config: document.addTo(parsed.data),
    settings: settingsOf(parsed.data, { ...sources, documentLines: document.lines }),
    faults: null,
    files,
    faultsAt,
  };
}

/** Where the config names TLS files, and which. */
const tlsParts = [
  ['tls'],
  ['admin', 'tls'],
  ['primary', 'tls'],
  ['candidate', 'tls'],
  ['primary', 'metrics', 'tls'],
  ['candidate', 'metrics', 'tls'],
  ['prometheus', 'tls'],
  ['secondary', 'tls'],
  ['fleet', 'nats', 'tls'],
  ['store', 'tls'],
  ['primary', 'database', 'tls'],
  ['candidate', 'database', 'tls'],
] as const;
const tlsKeys = ['ca', 'cert', 'key'] as const;

/** Where the config names files with secrets of NATS, and with tokens for what is watched. */
const secretKeys = [
  ...['passwordFile', 'tokenFile', 'credentialsFile'].map((key) => ['fleet', 'nats', key]),
  ...watchedParts.map((part) => part.concat('tokenFile')),
];

/** Where the config names databases. */
const databases = [['store'], ['primary', 'database'], ['candidate', 'database']] as const;

/** Makes the path of a file absolute, in place; the schema checks other values. */
function resolveIn(
  input: Record<string, unknown>,
  keys: readonly string[],
  folder: string,
): string | undefined {
  let node = input;
  for (const key of keys.slice(0, -1)) {
    const child = node[key];
    if (typeof child !== 'object' || child === null || Array.isArray(child)) return undefined;
    // A copy: with YAML aliases, the same object may be the value of another key too.
    const copy = { ...child } as Record<string, unknown>;
    node[key] = copy;
    node = copy;
  }
  const last = keys.at(-1) ?? '';
  const path = node[last];
  if (typeof path !== 'string' || path === '') return undefined;
  const absolute = resolve(folder, path);
  node[last] = absolute;
  return absolute;
}

interface FileFault {
  readonly path: string[];
  readonly file: string;
  readonly message: string;
}

function tlsFileFaults({
  path,
  files,
}: {
  readonly path: readonly string[];
  readonly files: TlsFiles;
}): readonly FileFault[] {
  return tlsFaults(files).map(({ key, message }) => {
    return { path: [...path, key], file: files[key] ?? '', message };
  });
}

/** @param faultOf null if the file can be used */
function fileFaults(
  path: string[],
  file: string | undefined,
  faultOf: (file: string) => string | null,
): readonly FileFault[] {
  const message = file === undefined ? null : faultOf(file);
  return file === undefined || message === null ? [] : [{ path, file, message }];
}

function keyFault(file: string): string | null {
  return readIdentityKey(file).fault;
}

/** Empty where there is none. */
function textAt(value: unknown, key: string): string {
  const text = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof text === 'string' ? text : '';
}

function unusableFiles(faults: readonly FileFault[], sources: Sources): readonly ConfigFault[] {
  return faults.flatMap(({ path, file, message }) => {
    const shown = variablesAt(path, sources).length > 0 ? '' : `: ${file}`;
    return issueFaults({ code: 'custom', path, message: message + shown }, sources);
  });
}
