import type { Msg } from '@nats-io/transport-node';

/** What JetStream answered to a published message. */
export type PublishAnswer =
  /** It is stored: now, or earlier if this one is a duplicate. */
  | { readonly kind: 'stored'; readonly duplicate: boolean }
  /** The stream or its server has no room for it. */
  | { readonly kind: 'full' }
  /** Nothing can be stored now: no stream, no leader, or no JetStream. */
  | { readonly kind: 'unavailable' }
  /** It would be refused again. `code` is JetStream's. */
  | { readonly kind: 'refused'; readonly code: number };

/** The code of the server's answer, a message without data, if a subject has no subscriber. */
const noResponders = 503;

/** JetStream's codes for a lack of room: of the stream, of the account, of the server. */
const fullCodes: ReadonlySet<number> = new Set([
  10_002, // account resources
  10_023, // insufficient resources
  10_028, // memory limit
  10_047, // storage limit
  10_077, // the stream's own limits
]);

interface JsonAnswer {
  readonly duplicate?: boolean;
  readonly error?: { readonly code: number; readonly err_code?: number };
}

/** Reads JetStream's answer to a published message; an answer that cannot be read counts as unavailable. */
export function publishAnswer(message: Pick<Msg, 'data' | 'headers' | 'json'>): PublishAnswer {
  if (message.headers?.code === noResponders) return { kind: 'unavailable' };
  let answer: JsonAnswer;
  try {
    answer = message.json<JsonAnswer>();
  } catch {
    return { kind: 'unavailable' };
  }
  const { error, duplicate = false } = answer;
  if (error === undefined) return { kind: 'stored', duplicate };
  const code = error.err_code ?? 0;
  if (fullCodes.has(code)) return { kind: 'full' };
  return error.code === noResponders ? { kind: 'unavailable' } : { kind: 'refused', code };
}
