/** One segment of a path template. */
export type TemplateSegment =
  | { readonly kind: 'literal'; readonly text: string }
  /** `{id}`, or `{name}.json` with a suffix: stands for at least one character between the two. */
  | { readonly kind: 'placeholder'; readonly prefix: string; readonly suffix: string };

/** The method, or `*`, and the segments of a route's `match`, such as `GET /api/keys/{id}`. */
export function parseRouteTemplate(match: string): {
  readonly method: string;
  readonly segments: readonly TemplateSegment[];
} {
  const [method = '', path = ''] = match.split(' ', 2);
  return { method, segments: path.slice(1).split('/').map(parseSegment) };
}

/** What is wrong with a route's `match`, in words that say what to write; null when nothing is. */
export function routeTemplateFault(match: string): string | null {
  if (/[?#]/.test(match)) return 'write the path alone: a route does not depend on the query';
  for (const segment of parseRouteTemplate(match).segments) {
    if (segment.kind === 'literal' && /[{}]/.test(segment.text)) {
      return `write at most one {name} in a segment of the path, not ${segment.text}`;
    }
  }
  return null;
}

const placeholder = /^([^{}]*)\{[^{}]+\}([^{}]*)$/;

function parseSegment(text: string): TemplateSegment {
  const parts = placeholder.exec(text);
  if (parts === null) return { kind: 'literal', text };
  return { kind: 'placeholder', prefix: parts[1] ?? '', suffix: parts[2] ?? '' };
}
