import { createHash } from 'node:crypto';
import { type Places, serversOf } from '../../config/places.ts';
import type { ChunkPlace } from '../../postgres/identity-chunks.ts';
import { seal, unseal } from './seal.ts';

/** UTF-16 units of a chunk: one row of the database. */
const chunkCharsMax = 256 * 1024;

/** Identifies the deployments for which identities were learned: they are useless for others. */
export function deploymentsDigest(places: Places): string {
  const { primary, candidate } = serversOf(places);
  return createHash('sha256')
    .update(JSON.stringify([primary, candidate]))
    .digest('hex');
}

/** The place to which the chunks of a text are bound, beside their number. */
export function chunkPlaceText({ partition, text }: ChunkPlace, deployments: string): string {
  return `parallax identities ${partition} ${text} ${deployments}`;
}

/**
 * @param place see `chunkPlaceText`
 * @param first the number of the first chunk
 */
export function sealedChunks(
  key: Buffer,
  place: string,
  first: number,
  text: string,
): readonly Buffer[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfPiece(text, at);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces.map((piece, index) => seal(key, `${place} ${first + index}`, piece));
}

/** @returns null if one of them cannot be decrypted: without it, the rest would have another meaning */
export function unsealedText(key: Buffer, place: string, chunks: readonly Buffer[]): string | null {
  const texts = chunks.map((chunk, number) => unseal(key, `${place} ${number}`, chunk));
  return texts.includes(null) ? null : texts.join('');
}

/** Does not split a surrogate pair. */
function endOfPiece(text: string, at: number): number {
  const end = Math.min(at + chunkCharsMax, text.length);
  const isSplit = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return isSplit ? end - 1 : end;
}
