import { looksMinted } from '../../vocabulary/identifier.ts';
import { percentDecoded } from '../../vocabulary/percent-decoded.ts';

/** What a request's path says it is about. */
export interface ResourcePath {
  /** The identities in it, percent-decoded, in their order. */
  readonly identities: readonly string[];
  /** With `{}` for each of them. */
  readonly template: string;
  /** What of the template stands before the last of them; all of it where there are none. */
  readonly collection: string;
}

/**
 * @param target in origin form or any other
 * @param isIdentity says so of what does not look minted, such as a slug
 */
export function readResourcePath(
  target: string,
  isIdentity: (segment: string) => boolean,
): ResourcePath {
  const identities: string[] = [];
  let template = '';
  let collection = '';
  for (const raw of pathOf(target).split('/')) {
    const segment = percentDecoded(raw);
    if (segment !== '' && (isIdentity(segment) || looksMinted(segment))) {
      identities.push(segment);
      collection = template;
      template += '/{}';
    } else if (segment !== '') {
      template += `/${segment}`;
    }
  }
  return { identities, template, collection: identities.length === 0 ? template : collection };
}

/** Without query. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}
