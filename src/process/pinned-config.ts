import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/schema.ts';
import type { Setting } from '../config/settings.ts';

/** What takes effect at the next start only: an open socket, a file that is locked, what was learned by it. */
export const pinnedKeys = ['listen', 'tls', 'admin', 'store', 'identities'] as const;

export interface ConfigWithSettings {
  readonly config: Config;
  readonly settings: readonly Setting[];
}

export interface PinnedConfig extends ConfigWithSettings {
  /** The pinned keys whose values differ. */
  readonly needRestart: readonly string[];
}

/** The new config, with the running values of what cannot change while Parallax runs. */
export function withPinned(running: ConfigWithSettings, next: ConfigWithSettings): PinnedConfig {
  const needRestart = pinnedKeys.filter(
    (key) => !isDeepStrictEqual(running.config[key], next.config[key]),
  );
  if (needRestart.length === 0) return { ...next, needRestart };
  const kept = Object.fromEntries(needRestart.map((key) => [key, running.config[key]]));
  const isKept = ({ path }: Setting): boolean =>
    needRestart.some(
      (key) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`),
    );
  return {
    config: { ...next.config, ...kept },
    settings: [...next.settings.filter((one) => !isKept(one)), ...running.settings.filter(isKept)],
    needRestart,
  };
}
