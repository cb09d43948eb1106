import type { RequestEditsConfig } from './request-edits-schema.ts';
import { isUnder, mountOf } from './target-edits.ts';

/**
 * Makes the inverse of the path edits: it removes the prefix and adds the stripped segments. A deployment that
 * gets `/v2/things` answers with paths such as `/v2/things/7`.
 *
 * @returns null if both are the same, or if a pattern rewrites paths, which has no exact inverse
 */
export function compileRestoredPath(config: RequestEditsConfig): ((path: string) => string) | null {
  const { strip = '', rewrite } = config.path ?? {};
  const mount = mountOf(config);
  if (rewrite !== undefined || (mount === '' && strip === '')) return null;
  return (path) => {
    const end = path.search(/[?#]/);
    const [own, rest] = end === -1 ? [path, ''] : [path.slice(0, end), path.slice(end)];
    if (!own.startsWith('/') || !isUnder(own, mount)) return path;
    const inside = own.slice(mount.length);
    return (strip + inside || '/') + rest;
  };
}
