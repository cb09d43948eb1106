import { findKnownValues } from '../../compare/redaction/known-values.ts';
import { createRedactor } from '../../compare/redaction/redactor.ts';
import { readTokenFile } from '../../config/admin-token.ts';
import type { Plan } from '../../rollout/plan-schema.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';

/** Of the output of a command, the journal has the end. */
const charsMax = 2000;

/**
 * Makes the output of commands fit for the journal: takes out what looks like a secret, secrets of the plan and of the
 * environment, and what a terminal would take for a command.
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
