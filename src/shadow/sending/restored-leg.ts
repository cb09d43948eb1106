import type { Leg } from '../../vocabulary/pair.ts';
import { formatResponseHead, parseResponseHead, withTrailers } from '../../vocabulary/raw-head.ts';
import type { RequestForm } from './request-form.ts';

/**
 * An answer whose headers name paths in the form that its clients request, for comparison with primary's when
 * identities are learned. The compared and shown answer stays unchanged.
 */
export function restoredLeg(leg: Leg, { restoredPath }: RequestForm): Leg {
  if (restoredPath === null || leg.kind !== 'answered') return leg;
  const { status, fields, trailers } = parseResponseHead(leg.response.head);
  const restored = fields.map((value, at) =>
    at % 2 === 1 ? valueWith(restoredPath, fields[at - 1] ?? '', value) : value,
  );
  const head = withTrailers(formatResponseHead(status, restored), trailers);
  return { ...leg, response: { ...leg.response, head } };
}

function valueWith(restoredPath: (path: string) => string, name: string, value: string): string {
  const ofUrl = (url: string): string => {
    const start = /^(?:https?:\/\/[^/?#]*)?(?=\/)/i.exec(url)?.[0];
    return start === undefined ? url : start + restoredPath(url.slice(start.length));
  };
  switch (name.toLowerCase()) {
    case 'location':
    case 'content-location':
      return ofUrl(value);
    case 'link':
      return value.replaceAll(/<([^>]{1,4096})>/g, (_, url: string) => `<${ofUrl(url)}>`);
    default:
      return value;
  }
}
