import type { Answer, ThingApi } from './thing-api.ts';

const identityNames: ReadonlySet<string> = new Set(['id', 'thingId', 'token', 'secret', 'slug']);

/** An answer as a text that is equal for equal answers of both deployments. */
export function canonicalAnswer({ status, body }: Answer, api: ThingApi): string {
  const text = JSON.stringify(body, (name, value: unknown) =>
    identityNames.has(name) ? (api.labelOf(value) ?? value) : value,
  );
  return `${status} ${text ?? ''}`;
}
