const depthMax = 200;

/**
 * The complete part of a truncated JSON text: up to the last complete member or element, with open brackets
 * closed.
 *
 * @returns null if no part is complete, or it is nested too deeply
 */
export function wholePartOf(text: string): string | null {
  const open: string[] = [];
  let end = -1;
  let closing = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') {
      at = closingQuote(text, at);
      if (at < 0) break;
    } else if (char === '{' || char === '[') {
      open.push(char === '{' ? '}' : ']');
      if (open.length > depthMax) return null;
      [end, closing] = [at + 1, closed(open)];
    } else if (char === '}' || char === ']') {
      if (open.pop() !== char) return null;
      [end, closing] = [at + 1, closed(open)];
    } else if (char === ',') {
      [end, closing] = [at, closed(open)];
    }
  }
  return end < 0 ? null : text.slice(0, end) + closing;
}

function closed(open: readonly string[]): string {
  return open.toReversed().join('');
}

/** The position of the quote that ends the string that begins at `start`; -1 if there is none. */
function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '"') return at;
  }
  return -1;
}
