import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import { failure, type Result, success } from '../../vocabulary/result.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** A reference may lead to another reference. */
const referencesMax = 8;

/**
 * A path item with the target of its `$ref` in the same document. Members beside the `$ref` win, as OpenAPI 3.1
 * permits.
 *
 * @param root the whole document
 */
export function resolvePathItem(root: unknown, item: Mapping): Result<Mapping> {
  let merged = item;
  for (let followed = 0; Object.hasOwn(merged, '$ref'); followed += 1) {
    const { $ref: reference, ...own } = merged;
    if (typeof reference !== 'string' || !reference.startsWith('#/')) {
      return failure(
        'other files are not read: bundle the document into one file, and write $ref: #/PATH',
      );
    }
    if (followed === referencesMax) return failure('this $ref leads to too many others');
    const target = valueAt(root, reference);
    if (!isMapping(target)) return failure('this $ref does not lead to a path item');
    merged = { ...target, ...own };
  }
  return success(merged);
}

/** RFC 6901, in the fragment of a URI. */
function valueAt(root: unknown, reference: string): unknown {
  let value = root;
  for (const part of reference.slice('#/'.length).split('/')) {
    const key = percentDecoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Mapping)[key];
  }
  return value;
}

/** A mapping, and no list. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
