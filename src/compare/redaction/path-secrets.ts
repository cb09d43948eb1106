import { matchesOf } from './matches-of.ts';
import { looksLikeToken, tokenMarkers } from '../../vocabulary/token-segment.ts';
import type { Span } from './span.ts';

const markedSegment = new RegExp(
  String.raw`(?:\/|%2f)(?:${tokenMarkers})(?:\/|%2f)([^\s\/?#"'<>&\\|]{6,512})`,
  'gi',
);

/** The tokens in the paths of a text, `/reset/…`: only segments that no programmer would choose as a name. */
export function* pathSecrets(text: string): Generator<Span> {
  for (const match of matchesOf(text, markedSegment)) {
    const [whole, segment = ''] = match;
    const end = match.index + whole.length;
    if (looksLikeToken(segment)) yield { start: end - segment.length, end };
  }
}
