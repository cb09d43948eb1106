import { type Learning, note } from './learn-value.ts';
import type { ValuePair } from './value-pair.ts';

/** What is shown of a secret is known by the secret, or else by how random it is. */
export function learnPart(learning: Learning, part: ValuePair, wholes: readonly ValuePair[]): void {
  const { ours, theirs, context } = part;
  const isOfWhole = wholes.some(
    (whole) =>
      (whole.ours.startsWith(ours) && whole.theirs.startsWith(theirs)) ||
      (whole.ours.endsWith(ours) && whole.theirs.endsWith(theirs)),
  );
  if (!isOfWhole && !arePartsOfSecrets(ours, theirs)) return;
  learning.book.noteKind(context.kind);
  note(learning, part, context.kind);
}

/** `condt_82lz` and `condt_Q4pV`: as long, and random where they differ. */
function arePartsOfSecrets(ours: string, theirs: string): boolean {
  if (ours.length !== theirs.length || ours.length > 64) return false;
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at += 1;
  const tails = [ours.slice(at), theirs.slice(at)];
  return tails.every((tail) => /^[\w.…*-]+$/.test(tail)) && /\d|[A-Z]/.test(tails.join(' '));
}
