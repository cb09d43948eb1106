import { isSecretPlaceholder } from '../../../vocabulary/secret-placeholder.ts';
import { type Learning, note } from './learn-value.ts';
import type { ValuePair } from './value-pair.ts';

/** The shown part of a secret is matched by the secret, or else by how random it is. */
export function learnPart(learning: Learning, part: ValuePair, wholes: readonly ValuePair[]): void {
  const { ours, theirs, context } = part;
  const isOfWhole = wholes.some(
    (whole) =>
      (startsWith(whole.ours, ours) && startsWith(whole.theirs, theirs)) ||
      (endsWith(whole.ours, ours) && endsWith(whole.theirs, theirs)),
  );
  if (!isOfWhole && !arePartsOfSecrets(ours, theirs)) return;
  learning.book.noteKind(context.kind);
  note(learning, part, context.kind);
}

function startsWith(whole: string, part: string): boolean {
  return whole.startsWith(part) || isSecretPlaceholder(whole);
}

/** A recording has the part of a secret, and a placeholder for the whole. */
function endsWith(whole: string, part: string): boolean {
  return whole.endsWith(part) || isSecretPlaceholder(whole);
}

/** `condt_82lz` and `condt_Q4pV`: equally long, and random in the parts that differ. */
function arePartsOfSecrets(ours: string, theirs: string): boolean {
  if (ours.length !== theirs.length || ours.length > 64) return false;
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at += 1;
  const tails = [ours.slice(at), theirs.slice(at)];
  return tails.every((tail) => /^[\w.…*-]+$/.test(tail)) && /\d|[A-Z]/.test(tails.join(' '));
}
