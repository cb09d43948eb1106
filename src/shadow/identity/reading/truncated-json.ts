const depthMax = 200;

/**
 * The part of a JSON text that broke off which is whole: up to the last member or element that is
 * complete, with what was open closed.
 *
 * @returns null where nothing of it is whole, or it is nested too deep
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

/** Of a string that begins at `start`; -1 where it does not end. */
function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '"') return at;
  }
  return -1;
}
