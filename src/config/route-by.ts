import leven from 'leven';
import { z } from 'zod';
import { isSecretName } from '../vocabulary/secret-names.ts';
import { asFault } from './as-fault.ts';
import { jsonPathFault } from './json-path.ts';

const formats = ['graphql', 'jsonrpc'] as const;

const keys = z.strictObject({
  body: z
    .string()
    .superRefine(asFault(bodyFault))
    .optional()
    .describe(
      'graphql: the operation name; jsonrpc: the method; or an RFC 9535 JSONPath into a JSON request',
    )
    .meta({ placeholder: 'graphql|jsonrpc|JSONPATH' }),
  header: z
    .string()
    .superRefine(asFault(headerFault))
    .toLowerCase()
    .optional()
    .describe('a request header whose value names the operation')
    .meta({ placeholder: 'HEADER' }),
});

/** What separates the operations of a route; exactly one of the two is given. */
export type RouteBy = z.output<typeof keys>;

/** `by: graphql` is short for `by: {body: graphql}`. */
export const routeBy = z
  .preprocess(
    (value) => (typeof value === 'string' ? { body: value } : value),
    keys.refine(({ body, header }) => (body === undefined) !== (header === undefined), {
      message: 'write one of graphql, jsonrpc, a JSONPath such as $.model, and {header: NAME}',
      // A misspelt key has its own fault.
      when: ({ issues }) => issues.length === 0,
    }),
  )
  .meta({ shorthand: 'body' });

function bodyFault(text: string): string | null {
  if ((formats as readonly string[]).includes(text)) return null;
  if (text.startsWith('$')) return jsonPathFault(text);
  const header = /^header[:=\s]\s*(\S+)$/i.exec(text)?.[1];
  if (header !== undefined) return `write {header: ${header}}`;
  const near = formats.find((one) => leven(one, text.toLowerCase().replaceAll(/[^a-z]/g, '')) <= 2);
  if (near !== undefined) return `did you mean ${near}?`;
  return 'write graphql, jsonrpc, a JSONPath such as $.model, or {header: NAME}';
}

function headerFault(name: string): string | null {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) {
    return 'write the name of a request header, for example x-tenant';
  }
  return isSecretName(name)
    ? 'this header holds a secret, but metrics and pages show operations: write another header'
    : null;
}
