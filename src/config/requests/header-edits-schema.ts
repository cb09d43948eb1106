import { z } from 'zod';
import { asFault } from '../as-fault.ts';
import { setValue } from './set-value.ts';

/** Why a header cannot be edited, by its name in lower case. */
const reserved: ReadonlyMap<string, string> = new Map([
  ['host', 'leave this out, and write hostHeader: upstream to send the host of the url'],
  ['x-parallax-exchange', 'leave this out: the header identifies the exchange and prevents loops'],
  ...[
    'connection',
    'content-length',
    'expect',
    'http2-settings',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ].map((name) => [name, 'leave this out: Parallax frames the request itself'] as const),
  ...[
    'b3',
    'traceparent',
    'tracestate',
    'x-b3-flags',
    'x-b3-parentspanid',
    'x-b3-sampled',
    'x-b3-spanid',
    'x-b3-traceid',
  ].map((name) => [name, 'leave this out, and write tracing: new, same or drop'] as const),
]);

/** The fault of the name of an edited header; null if it is valid. */
function headerNameFault(name: string): string | null {
  if (!/^[A-Za-z0-9][A-Za-z0-9!#$%&'*+.^_`|~-]{0,127}$/.test(name) || name.includes('*')) {
    return 'write the name of a request header, for example authorization';
  }
  return reserved.get(name.toLowerCase()) ?? null;
}

const headerValue = setValue(/^[\t -~]+$/, 'one line of printable ASCII characters');

/** Names under `set`, if they can be read: other rules may have refused the values. */
function namesIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

const set = z
  .record(z.string(), headerValue)
  .superRefine(
    (value, context) => {
      const names = namesIn(value);
      for (const [at, name] of names.entries()) {
        const isRepeated = names.slice(0, at).some((other) => isSame(name, other));
        const message = isRepeated
          ? 'leave this out: the name is already listed, and letter case makes no difference'
          : headerNameFault(name);
        if (message !== null) context.addIssue({ code: 'custom', path: [name], message });
      }
    },
    { when: () => true },
  )
  .default({})
  .describe(
    'headers by name, with the value that replaces all others; letter case makes no difference',
  );

const remove = z
  .array(z.string().superRefine(asFault(headerNameFault)).meta({ placeholder: 'HEADER' }))
  .default([])
  .describe('names of headers to remove');

/** Edits of the headers of mirrored requests. */
export const headerEdits = z.strictObject({ set, remove }).superRefine(
  (value, context) => {
    // Checks any value there.
    const { set: given, remove: removed } = Object(value) as { set?: unknown; remove?: unknown };
    if (!Array.isArray(removed)) return;
    const names = namesIn(given);
    for (const [at, name] of removed.entries()) {
      if (typeof name !== 'string' || !names.some((other) => isSame(name, other))) continue;
      const message = 'leave this out: set replaces the header anyway';
      context.addIssue({ code: 'custom', path: ['remove', at], message });
    }
  },
  { when: () => true },
);

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
