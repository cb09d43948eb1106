import { z } from 'zod';
import { asFault } from '../as-fault.ts';
import { withShorthand } from '../with-shorthand.ts';

/** The placeholder of the trace id in a link. */
const placeholder = '{traceId}';

/** The link to a trace. */
export function traceUrl(template: string, traceId: string): string {
  return template.replaceAll(placeholder, encodeURIComponent(traceId));
}

const anyTraceId = 'f'.repeat(32);

function traceUrlFault(template: string): string | null {
  const url = URL.parse(traceUrl(template, anyTraceId));
  const isFine =
    template.includes(placeholder) &&
    /^https?:\/\/[!-~]+$/i.test(template) &&
    url !== null &&
    !url.host.includes(anyTraceId) &&
    url.username === '' &&
    url.password === '';
  return isFine ? null : `write a link such as https://tracing.example/trace/${placeholder}`;
}

/** The trace context of requests to the candidate and the secondary. */
export const tracing = withShorthand(
  'mode',
  z
    .strictObject({
      mode: z
        .enum(['new', 'same', 'drop'])
        .default('new')
        .describe(
          "new: a new span in the client's trace, and baggage parallax=shadow; same: unchanged; drop: removed",
        ),
      unsampled: z
        .boolean()
        .default(false)
        .describe('clears the sampled flag, so that tracing back ends drop mirrored spans'),
      url: z
        .string()
        .superRefine(asFault(traceUrlFault))
        .optional()
        .describe('the URL of the page of a trace; the page of an exchange links to it')
        .meta({ placeholder: 'https://HOST/{traceId}' }),
    })
    .superRefine(({ mode, unsampled }, context) => {
      if (!unsampled || mode === 'new') return;
      const message = `leave this out: with mode: ${mode}, Parallax sends no span of its own`;
      context.addIssue({ code: 'custom', path: ['unsampled'], message });
    }),
);
