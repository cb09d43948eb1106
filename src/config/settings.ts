import { basename } from 'node:path';
import { socketUrl } from '../vocabulary/unix-socket.ts';
import { pathText } from './fault.ts';
import type { Config } from './schema.ts';
import { isSetValue } from './requests/given-values.ts';
import { givenFlag, type Sources, variablesAt } from './issue-faults.ts';

/** One value of the config that is in force, as people are shown it. */
export interface Setting {
  /** `mirror.methods`. */
  readonly path: string;
  readonly value: string;
  /** `default`, `--mirror-methods`, `parallax.yaml:12`, or `parallax.yaml:12 from $METHODS`. */
  readonly origin: string;
}

/** A config, and its values as people are shown them. */
export interface ConfigWithSettings {
  readonly config: Config;
  readonly settings: readonly Setting[];
}

/** Keys whose values are not for people to see. */
const secretKeys: ReadonlySet<string> = new Set(['token', 'password']);

/** Every value of a config with where it came from, in the order of the schema. */
export function settingsOf(config: object, sources: Sources): readonly Setting[] {
  const settings: Setting[] = [];
  const visit = (value: unknown, path: readonly PropertyKey[]): void => {
    // Nobody writes this key: it follows from the other keys.
    if (path[0] === 'store' && path[1] === 'kind') return;
    const text = isSetValue(path) ? '‹hidden›' : leafText(value);
    if (text === null) {
      for (const [key, member] of entriesOf(value as object)) visit(member, [...path, key]);
      return;
    }
    const isPinned = path[0] === 'identities' && path[1] === 'pin';
    const isSecret = isPinned || secretKeys.has(String(path.at(-1)));
    settings.push({
      path: pathText(path),
      value: isSecret && text !== '' ? '‹hidden›' : text,
      origin: originOf(path, sources),
    });
  };
  visit(config, []);
  return settings;
}

function entriesOf(value: object): readonly (readonly [PropertyKey, unknown])[] {
  return Array.isArray(value) ? [...value.entries()] : Object.entries(value);
}

/** Null for what has values of its own: objects, and lists of them. */
function leafText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    const isPlain = value.every((item) => typeof item !== 'object' || item === null);
    return isPlain ? value.join(', ') : null;
  }
  const { host, port, socket } = value as { host?: unknown; port?: unknown; socket?: unknown };
  if (typeof socket === 'string') return socketUrl(socket);
  if (typeof host === 'string' && typeof port === 'number') {
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  }
  return Object.keys(value).length === 0 ? '' : null;
}

function originOf(key: readonly PropertyKey[], sources: Sources): string {
  const path = writtenAt(key, sources);
  const flag = givenFlag(path, sources.flags);
  if (flag !== undefined) return `--${flag.name}`;
  const { file, documentLines } = sources;
  const inDocument = documentLines?.get(pathText(path));
  if (inDocument !== undefined) return inDocument;
  if (file === null || !file.isSet(path)) return 'default';
  const place = file.placeOf(path);
  const variables = variablesAt(path, sources).map((name) => `$${name}`);
  const from = variables.length === 0 ? '' : ` from ${variables.join(', ')}`;
  return `${basename(place.file)}:${place.line}${from}`;
}

/** `store: postgres://…` gives the URL in short, and the password is a part of the URL. */
function writtenAt(path: readonly PropertyKey[], { file }: Sources): readonly PropertyKey[] {
  const [key, member] = path;
  // The same of a database of a deployment.
  if (member === 'database' && path[2] === 'password') return [...path.slice(0, 2), 'url'];
  if (key !== 'store' || (member !== 'url' && member !== 'password')) return path;
  return file?.isSet(['store', 'url']) === true ? ['store', 'url'] : ['store', 'path'];
}
