import type { OutOfPathConfig } from './out-of-path-schema.ts';

/** Null if Parallax itself serves clients. */
export function outOfPathOf(config: {
  readonly outOfPath?: OutOfPathConfig | undefined;
}): OutOfPathConfig | null {
  return config.outOfPath?.on === true ? config.outOfPath : null;
}
