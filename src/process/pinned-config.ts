import { isDeepStrictEqual } from 'node:util';
import type { ConfigWithSettings, Setting } from '../config/settings.ts';

/**
 * Keys whose change needs a restart: an open socket, a locked file, rules by which identities were learned, a
 * fleet, a recording.
 */
const pinnedKeys = [
  'listen',
  'tls',
  'proxyProtocol',
  'outOfPath',
  'admin',
  'store',
  'fleet',
  'identities',
  'record',
] as const;

export interface PinnedConfig extends ConfigWithSettings {
  /** The pinned keys whose values differ. */
  readonly needRestart: readonly string[];
}

/** The new config, with the running values of the keys that need a restart. */
export function withPinned(running: ConfigWithSettings, next: ConfigWithSettings): PinnedConfig {
  const changed = pinnedKeys.filter(
    (key) => !isDeepStrictEqual(running.config[key], next.config[key]),
  );
  const { config, settings } = next;
  const { format } = running.config.log;
  const needRestart = [...changed, ...(config.log.format === format ? [] : ['log.format'])];
  if (needRestart.length === 0) return { config, settings, needRestart };
  const kept = Object.fromEntries(changed.map((key) => [key, running.config[key]]));
  const isKept = ({ path }: Setting): boolean =>
    needRestart.some(
      (key) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`),
    );
  return {
    config: { ...config, ...kept, log: { ...config.log, format } },
    settings: [...settings.filter((one) => !isKept(one)), ...running.settings.filter(isKept)],
    needRestart,
  };
}
