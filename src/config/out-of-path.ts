import type { OutOfPathConfig, OutOfPathFault } from './out-of-path-schema.ts';

/** Null if Parallax itself serves clients. */
export function outOfPathOf(config: {
  readonly outOfPath?: OutOfPathConfig | undefined;
}): OutOfPathConfig | null {
  return config.outOfPath?.on === true ? config.outOfPath : null;
}

/** Warns that loops cannot be found, because the config does not name the address of the mirror. */
export function unseenLoops(config: {
  readonly outOfPath?: OutOfPathConfig | undefined;
}): readonly OutOfPathFault[] {
  if (outOfPathOf(config)?.mirroredAt.length !== 0) return [];
  const message =
    'outOfPath.mirroredAt is empty: add the address of the proxy that mirrors, so that Parallax can refuse ' +
    'a deployment behind it at the start';
  return [{ path: ['outOfPath'], message }];
}
