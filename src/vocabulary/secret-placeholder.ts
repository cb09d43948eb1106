const secretStart = 'parallax-secret-';
/** How many hexadecimal digits a placeholder ends in. */
const hexDigits = 16;
/** Placeholders of numbers have 15 digits, which a double holds exactly, and begin with these. */
const numberStart = '8080';
const numberDigits = 11;

/** What recordings have in place of a secret. @param hex a digest of it, of at least 16 digits */
export function secretPlaceholder(hex: string): string {
  return secretStart + hex.slice(0, hexDigits);
}

/** The same in place of a number: a number. */
export function secretNumber(hex: string): string {
  const number = BigInt(`0x${hex.slice(0, hexDigits)}`) % 10n ** BigInt(numberDigits);
  return numberStart + String(number).padStart(numberDigits, '0');
}

/** Whether a text is the placeholder of a secret. */
export function isSecretPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

const inText = String.raw`${secretStart}[0-9a-f]{16}(?![0-9a-f])|(?<!\d)${numberStart}\d{${numberDigits}}(?!\d)`;
const placeholder = new RegExp(`^(?:${inText})$`);

/** A quick look: most texts have no placeholder. */
export function mayHavePlaceholder(text: string): boolean {
  return text.includes(secretStart) || text.includes(numberStart);
}

/** The placeholders in a text; a global pattern. */
export const placeholdersInText = new RegExp(inText, 'g');
