const charsMax = 200;

/**
 * What a candidate calls its version, as it can be kept and shown: trimmed, at most 200 characters,
 * and those that cannot be printed in ASCII replaced. Empty where nothing is said.
 */
export function versionText(said: string): string {
  const text = said.slice(0, 2 * charsMax).trim();
  return text.slice(0, charsMax).replaceAll(/[^\x20-\x7e]/g, '?');
}
