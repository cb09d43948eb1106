/** Null for what is not percent-encoded, or not well. */
export function percentDecoded(text: string): string | null {
  if (!percentEscape.test(text)) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const percentEscape = /%[0-9A-Fa-f]{2}/;
