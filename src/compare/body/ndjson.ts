import { isJson } from './json-text.ts';
import { decodeText } from './text.ts';

/** Rewrites JSON lines as one JSON array of them; null if a line is not JSON. */
export function ndjsonAsJson(bytes: Uint8Array): string | null {
  const text = decodeText(bytes, null);
  if (text === null) return null;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const value = line.trim();
    if (value === '') continue;
    // Checks each line by itself: two halves of a value could form one in the array.
    if (!isJson(value)) return null;
    lines.push(value);
  }
  return `[${lines.join(',')}]`;
}
