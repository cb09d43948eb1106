import { html } from 'hono/html';
import { traceUrl } from '../../../../config/requests/tracing-schema.ts';
import type { SpecimenRequest } from '../../../../vocabulary/specimen.ts';
import { parseTraceparent } from '../../../../wire/trace-fields.ts';
import type { Html } from '../visible-text.ts';

/** The trace that the client's request belongs to, with a link where the config has a template for one. */
export function traceLink(
  { fields }: SpecimenRequest,
  { url }: { readonly url?: string | undefined },
): Html | string {
  const traceId = traceIdOf(fields);
  if (traceId === null) return '';
  const shown = html`<code>${traceId}</code>`;
  return url === undefined
    ? html`<span>trace ${shown}</span>`
    : html`<span>trace <a href="${traceUrl(url, traceId)}" rel="noreferrer">${shown}</a></span>`;
}

function traceIdOf(fields: SpecimenRequest['fields']): string | null {
  const valueOf = (name: string): string =>
    fields.find(([field]) => field.toLowerCase() === name)?.[1] ?? '';
  return (
    parseTraceparent(valueOf('traceparent'))?.traceId ??
    ofB3(valueOf('b3')) ??
    ofB3(valueOf('x-b3-traceid'))
  );
}

/** Of `b3`, or the field that has the id alone. */
function ofB3(text: string): string | null {
  return /^((?:[0-9a-f]{16}){1,2})(?:-|$)/.exec(text)?.[1] ?? null;
}
