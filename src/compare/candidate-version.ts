import type { Config } from '../config/schema.ts';
import type { Pair } from '../vocabulary/pair.ts';
import { versionText } from '../vocabulary/version-text.ts';
import { createHeadReader, repeatedFieldSeparator } from './response-head.ts';

/**
 * Reads the candidate's version from its answer; empty if the answer has none or no version is configured.
 */
export function createVersionReader({
  candidate: { version },
}: Pick<Config, 'candidate'>): (pair: Pair) => string {
  if (version?.kind !== 'header') return () => '';
  const readHead = createHeadReader([version.header]);
  return ({ candidate }) => {
    if (candidate.kind !== 'answered') return '';
    const [value] = readHead(candidate.response.head).values;
    const [first = ''] = value?.split(repeatedFieldSeparator, 1) ?? [];
    return versionText(first);
  };
}
