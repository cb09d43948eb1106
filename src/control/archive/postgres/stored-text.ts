/**
 * PostgreSQL has no text with U+0000 and none with half a surrogate pair, but what deployments answer may have
 * both. U+001A (SUBSTITUTE) and a letter stand for them, and for U+001A itself, so that different texts stay different.
 */
const notStorable = /[\u0000\u001A\p{Cs}]/gu;
const stored = /\u001A(?:0|1|u([0-9a-f]{4}))/g;

/** A text as PostgreSQL can have it; {@link fromStored} reverses it. */
export function toStored(text: string): string {
  return text.replace(notStorable, (unit) => {
    if (unit === '\u0000') return '\u001A0';
    if (unit === '\u001A') return '\u001A1';
    return `\u001Au${unit.charCodeAt(0).toString(16)}`;
  });
}

/** A text as it was before {@link toStored}. */
export function fromStored(text: string): string {
  return text.replace(stored, (written, surrogate: string | undefined) => {
    if (surrogate !== undefined) return String.fromCharCode(Number.parseInt(surrogate, 16));
    return written === '\u001A0' ? '\u0000' : '\u001A';
  });
}

/** {@link toStored} for a text that may be missing. */
export function toStoredOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : toStored(text);
}

/** {@link fromStored} for a text that may be missing. */
export function fromStoredOrNull(text: string | null): string | null {
  return text === null ? null : fromStored(text);
}
