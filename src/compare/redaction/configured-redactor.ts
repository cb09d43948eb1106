import { randomBytes } from 'node:crypto';
import type { Config } from '../../config/schema.ts';
import { emailAddresses } from './email-addresses.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import type { SpanFinder } from './span.ts';
import { compileUserPatterns } from './user-patterns.ts';

/**
 * Creates the redactor from the config.
 *
 * @throws the library's error if a pattern is invalid
 */
export function createConfiguredRedactor(
  { redact }: Pick<Config, 'redact'>,
  key: Uint8Array = randomBytes(32),
): Redactor {
  const finders: SpanFinder[] = [...compileUserPatterns(redact.patterns)];
  if (redact.emails) finders.push(emailAddresses);
  return createRedactor(key, finders);
}
