import { areaOfTag } from '../../config/openapi/area-of-tag.ts';

/** Segments that locate an API, and do not describe its subject. */
const prefix = /^(?:apis?|rest|v\d+(?:\.\d+)*(?:(?:alpha|beta|rc)\d*)?|\d[\d.-]*)$/i;

/**
 * An area for a route without one: the first segment that names a subject, `virtual-keys` of `GET
 * /api/v1/virtual-keys/{id}`. Undefined if there is none.
 */
export function proposedArea(route: string): string | undefined {
  const path = route.split(' ')[1] ?? '';
  const segment = path
    .split('/')
    .find((one) => one !== '' && !one.includes('{') && !prefix.test(one));
  return segment === undefined ? undefined : areaOfTag(segment);
}
