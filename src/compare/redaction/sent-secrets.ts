import type { Config } from '../../config/schema.ts';
import { findKnownValues } from './known-values.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';
import { secretValues } from './secret-values.ts';
import type { SpanFinder } from './span.ts';

/**
 * Finds secrets that the config sets in requests, wherever a deployment repeats them: values from files and
 * the environment, and credentials. Short ones are found as whole words, those of fewer than 4 characters not
 * at all.
 *
 * @returns null if there is no such value
 */
export function findSentSecrets({
  candidate,
  secondary,
}: Pick<Config, 'candidate' | 'secondary'>): SpanFinder | null {
  const deployments = secondary?.kind === 'instance' ? [candidate, secondary] : [candidate];
  const values = deployments
    .flatMap(({ headers, query }) => [headers?.set ?? {}, query?.set ?? {}])
    .flatMap((set) => Object.entries(set))
    .filter(([name, { isSecret }]) => isSecret || isSecretName(name))
    .flatMap(([, { text }]) => Array.from(secretValues(text)).concat(text, behindScheme(text)));
  return findKnownValues(new Set(values), 'all');
}

/** `GenieKey abc` is a credential after a scheme, and a refusal may repeat only the credential. */
function behindScheme(text: string): readonly string[] {
  const credential = /^[A-Za-z][A-Za-z0-9-]{0,40} +(\S+)$/.exec(text)?.[1];
  return credential === undefined ? [] : [credential];
}
