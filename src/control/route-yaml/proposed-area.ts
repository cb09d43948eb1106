import { areaOfTag } from '../../config/openapi/area-of-tag.ts';

/** Segments that say where an API is, and not what it is about. */
const prefix = /^(?:apis?|rest|v\d+(?:\.\d+)*(?:(?:alpha|beta|rc)\d*)?|\d[\d.-]*)$/i;

/**
 * An area for a route that has none: the first segment that is about something, `virtual-keys` of
 * `GET /api/v1/virtual-keys/{id}`. Undefined where there is none.
 */
export function proposedArea(route: string): string | undefined {
  const path = route.split(' ')[1] ?? '';
  const segment = path
    .split('/')
    .find((one) => one !== '' && !one.includes('{') && !prefix.test(one));
  return segment === undefined ? undefined : areaOfTag(segment);
}
