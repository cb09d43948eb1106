import { looksMinted } from '../../vocabulary/identifier.ts';
import { percentDecoded } from '../../vocabulary/percent-decoded.ts';

/** The subject of a request according to its path. */
export interface ResourcePath {
  /** The identities in the path, percent-decoded, in order. */
  readonly identities: readonly string[];
  /** The path with `{}` in place of each identity. */
  readonly template: string;
  /** The part of the template before the last identity; all of it if there is none. */
  readonly collection: string;
}

/**
 * @param target in origin form or any other
 * @param isIdentity whether a segment that does not look minted is an identity, such as a slug
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

/** The path of a target, without the query. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}
