import { canBeOperation, partsOfRoute } from '../vocabulary/operation-name.ts';
import { percentDecoded } from '../vocabulary/percent-decoded.ts';
import { segmentsMax } from './request-path.ts';

/** One segment of a path template. */
export type TemplateSegment =
  | { readonly kind: 'literal'; readonly text: string }
  /** `{id}`, or `{name}.json` with a suffix: stands for at least one character between the two. */
  | { readonly kind: 'placeholder'; readonly prefix: string; readonly suffix: string };

/**
 * The method, or `*`, and the decoded segments of a route's `match`, such as `GET /api/keys/{id}`; and the
 * operation, such as `GetUser` in `POST /graphql GetUser`, with the name of the route before it.
 */
export function parseRouteTemplate(match: string): {
  readonly method: string;
  readonly segments: readonly TemplateSegment[];
  readonly route: string;
  /** Empty if the entry is for the whole route. */
  readonly operation: string;
} {
  const { method, texts } = partsOf(match);
  return { method, segments: texts.map(parseSegment), ...partsOfRoute(match) };
}

function partsOf(match: string): { readonly method: string; readonly texts: readonly string[] } {
  const [method = '', path = ''] = match.split(' ', 2);
  return { method, texts: path.slice(1).split('/') };
}

/** The fault of a route's `match`, with what to write instead; null if it is valid. */
export function routeTemplateFault(match: string): string | null {
  const { route, operation } = partsOfRoute(match);
  if (operation !== '' && !canBeOperation(operation)) {
    return 'this cannot be the name of an operation: write it as the routes page shows it, or write (other)';
  }
  if (/[?#]/.test(route)) return 'write the path alone: a route does not depend on the query';
  const { texts } = partsOf(match);
  if (texts.length > segmentsMax)
    return `write at most ${segmentsMax} segments: a longer path matches no route`;
  const odd = texts.find((text) => /[{}]/.test(text) && !placeholder.test(text));
  return odd === undefined ? null : `write at most one {name} in a segment of the path, not ${odd}`;
}

const placeholder = /^([^{}]*)\{[^{}]+\}([^{}]*)$/;

function parseSegment(text: string): TemplateSegment {
  const parts = placeholder.exec(text);
  if (parts === null) return { kind: 'literal', text: percentDecoded(text) };
  const [, prefix = '', suffix = ''] = parts;
  return { kind: 'placeholder', prefix: percentDecoded(prefix), suffix: percentDecoded(suffix) };
}
