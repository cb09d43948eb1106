import type { Exchange } from '../../../vocabulary/exchange.ts';
import { looksMinted } from '../../../vocabulary/identifier.ts';
import { noPathIdentities, type PathIdentities } from '../../../vocabulary/identities.ts';
import { statusOf } from '../../../vocabulary/raw-head.ts';
import { isGone } from '../../../vocabulary/status.ts';
import { forgetFirst } from '../../forget-first.ts';
import { foundId } from '../recognizing/found-id.ts';
import { isDigits, looksDrawn } from '../recognizing/id-values.ts';
import type { IsKnown } from '../recognizing/subject.ts';
import { type UrlPart, urlParts } from '../recognizing/url-parts.ts';
import type { SeenIds } from './seen-ids.ts';

/** Fits into the bits of a number, and is more than any route has. */
const segmentsMax = 24;
const collectionsMax = 1_000;
const targetCharsMax = 2_048;

/**
 * Creates a function that finds which segments of an exchange's path are identities, for the name of its
 * route. In a collection with known slugs, a segment that looks random is a slug, too, and so is one that
 * does not exist, so that requests of one kind have one name.
 */
export function createPathIdentities(
  isKnown: IsKnown,
  seen: SeenIds,
): (exchange: Exchange) => PathIdentities {
  /** Collections whose paths have contained slugs. */
  const ofSlugs = new Map<string, true>();

  function nameOf(collection: string, part: UrlPart, isMissing: boolean): 'id' | 'slug' | null {
    const { text, kind } = part;
    if (isDigits(text)) return null;
    const { key } = foundId(text, { kind });
    if (seen.isSlug(key)) return slugIn(collection);
    const isMinted = looksMinted(text);
    if (ofSlugs.has(collection) && (isMinted ? hasWord(text) : isMissing)) return 'slug';
    // A segment that looks random counts as an id anyway.
    if (isMinted || !isKnown(text, kind)) return null;
    return seen.has(key) || looksDrawn(text) ? 'id' : slugIn(collection);
  }

  function slugIn(collection: string): 'slug' {
    ofSlugs.set(collection, true);
    forgetFirst(ofSlugs, collectionsMax);
    return 'slug';
  }

  return ({ request, response }) => {
    const target = targetOf(request.head);
    if (target.length > targetCharsMax) return noPathIdentities;
    const path = urlParts(target).filter(({ name }) => name === '');
    let [ids, slugs] = [0, 0];
    let [at, counted] = [-1, pathStartOf(target)];
    for (const [nth, part] of path.entries()) {
      for (; counted < part.start; counted += 1) if (target[counted] === '/') at += 1;
      if (at >= segmentsMax) break;
      const isMissing = nth === path.length - 1 && isGone(statusOf(response.head));
      const name = nameOf(target.slice(0, part.start), part, isMissing);
      if (name === 'id') ids |= 1 << at;
      if (name === 'slug') slugs |= 1 << at;
    }
    return ids === 0 && slugs === 0 ? noPathIdentities : { ids, slugs };
  };
}

/** Whether a text contains a word: `how-to-train-x7k2p9` does, a UUID does not. */
function hasWord(text: string): boolean {
  return text
    .split('-')
    .some((part) => part !== text && /^[a-z]+$/.test(part) && /[g-z]/.test(part));
}

/** Where the path starts; not 0 in an absolute URL, as sent to a proxy (RFC 9112, section 3.2.2). */
function pathStartOf(target: string): number {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target)?.[0].length ?? 0;
}

/** The text between the two spaces of a request line. */
function targetOf(head: Uint8Array): string {
  const start = head.indexOf(space) + 1;
  const end = head.indexOf(space, start);
  return end < 0 ? '' : Buffer.from(head.buffer, head.byteOffset, end).toString('latin1', start);
}

const space = 0x20;
