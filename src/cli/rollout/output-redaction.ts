import { findKnownValues } from '../../compare/redaction/known-values.ts';
import { createRedactor } from '../../compare/redaction/redactor.ts';
import { readTokenFile } from '../../config/admin-token.ts';
import type { Plan } from '../../rollout/plan-schema.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';

/** The length of the end of a command's output that the journal keeps. */
const charsMax = 2000;

/**
 * Prepares the output of commands for the journal: removes text that looks like a secret, secrets of the plan and
 * of the environment, and control sequences.
 *
 * @param secrets of the plan
 */
export function outputRedaction(
  { environments }: Plan,
  secrets: readonly string[],
): (output: string) => string {
  const tokens = environments.flatMap(({ gate: { tokenFile } }) => {
    const token = tokenFile === undefined ? null : readTokenFile(tokenFile).value;
    return token === null ? [] : [token];
  });
  const inEnvironment = Object.entries(process.env).flatMap(([name, value = '']) =>
    isSecretName(name) ? [value] : [],
  );
  const known = findKnownValues(new Set([...tokens, ...secrets, ...inEnvironment]), 'all');
  const redactor = createRedactor(undefined, known === null ? [] : [known]);
  return (output) =>
    redactor
      .withoutSecrets(output, Math.max(0, output.length - charsMax))
      .replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
