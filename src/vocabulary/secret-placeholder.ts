/** How many hexadecimal digits a placeholder ends in. */
const hexDigits = 16;

/** What recordings have in place of a secret. @param hex a digest of it, of at least 16 digits */
export function secretPlaceholder(hex: string): string {
  return `parallax-secret-${hex.slice(0, hexDigits)}`;
}

/** Whether a text is the placeholder of a secret. */
export function isSecretPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

const placeholder = /^parallax-secret-[0-9a-f]{16}$/;
