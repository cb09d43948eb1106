/** A percent-encoded text as it reads; the text itself where it is not percent-encoded, or not well. */
export function percentDecoded(text: string): string {
  return tryPercentDecode(text) ?? text;
}

/** Null for a text that is not percent-encoded, or not well. */
export function tryPercentDecode(text: string): string | null {
  if (!text.includes('%') || !percentEscape.test(text)) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const percentEscape = /%[0-9A-Fa-f]{2}/;
