import type { Config } from '../../config/schema.ts';
import type { RequestEditsConfig } from '../../config/requests/request-edits-schema.ts';
import { compileRestoredPath } from '../../config/requests/restored-path.ts';
import { decodeBody } from '../../vocabulary/decode-body.ts';
import { type Exchange, exchangeId } from '../../vocabulary/exchange.ts';
import {
  fieldValue,
  parseRequestHead,
  parseResponseHead,
  type RawFields,
} from '../../vocabulary/raw-head.ts';
import { type MirroredTo, spanIdOf } from '../../vocabulary/span-id.ts';
import { parseTraceparent, traceChanges } from '../../wire/trace-fields.ts';
import { decodedBytesMaxOf } from '../body/decoded-bytes.ts';
import { exchangeEcho, type FieldEcho, fieldEcho, isEchoField } from './field-echo.ts';
import { inClientsValues, isUnmistakable, type SentValue } from './sent-values.ts';
import { withoutEchoes } from './without-echo.ts';

/** What an answer may contain because Parallax edited the request to the deployment. */
export interface Echo {
  /** The decoded body of an answer as if the client's own request had been answered. */
  ofBody(bytes: Uint8Array): Uint8Array;
  /** Whether a header field is one that the client did not send. */
  isAdded(name: string, value: string): boolean;
  /** A path of the deployment in the form its clients request; unchanged if unknown. */
  readonly restoredPath: (path: string) => string;
  /** The value of a header field with the client's values in it. */
  inClientsValues(value: string): string;
}

/** Creates the functions that recognise echoes in the answer to an exchange. */
export type Echoes = (
  exchange: Pick<Exchange, 'sequence' | 'request' | 'response'>,
  of: MirroredTo,
) => Echo;

type EchoConfig = Pick<Config, 'candidate' | 'secondary' | 'tracing' | 'capture'>;

/** @param instance the name of the process, as in the ids of its exchanges */
export function createEchoes(config: EchoConfig, instance: string): Echoes {
  const { candidate, secondary } = config;
  const edits: Readonly<Record<MirroredTo, RequestEditsConfig | null>> = {
    candidate,
    secondary: secondary?.kind === 'instance' ? secondary : null,
  };
  const restored = {
    candidate: compileRestoredPath(candidate),
    secondary: edits.secondary && compileRestoredPath(edits.secondary),
  };

  function echoed({ sequence, request }: Parameters<Echoes>[0], of: MirroredTo): Echoed {
    const { fields } = parseRequestHead(request.head);
    const name = exchangeId(instance, sequence);
    const changes = [
      ...setChanges(fields, edits[of]?.headers),
      ...traceChanges(fields, config.tracing, () => spanIdOf(name, of)),
    ];
    const added = changes.flatMap(({ name: field, before, after }) =>
      before === null && after !== null ? [fieldEcho(field, after)] : [],
    );
    return { added: [exchangeEcho(sequence), ...added], replaced: changes.flatMap(replacedBy) };
  }

  return (exchange, of) => {
    let known: Echoed | null = null;
    const all = (): Echoed => (known ??= echoed(exchange, of));
    let ofBodies: Echoed | null = null;
    const inBodies = (): Echoed =>
      (ofBodies ??= notIn(primarysBody(exchange, decodedBytesMaxOf(config)), all()));
    return {
      ofBody: (bytes) => {
        if (withoutEchoes(bytes, all().added, all().replaced) === bytes) return bytes;
        return withoutEchoes(bytes, inBodies().added, inBodies().replaced);
      },
      restoredPath: (path) => restored[of]?.(path) ?? path,
      isAdded: (name, value) => all().added.some((echo) => isEchoField(name, value, echo)),
      inClientsValues: (value) => inClientsValues(value, all().replaced),
    };
  };
}

interface Echoed {
  readonly added: readonly FieldEcho[];
  readonly replaced: readonly SentValue[];
}

/**
 * A value that primary shows as well is not an echo, as primary got the client's request: `apiVersion: v1` in
 * both answers is a value of the API, whatever the config sets as `api-version`.
 */
function notIn(primarys: Uint8Array, { added, replaced }: Echoed): Echoed {
  return {
    added: added.filter((one) => withoutEchoes(primarys, [one]) === primarys),
    replaced: replaced.filter((one) => withoutEchoes(primarys, [], [one]) === primarys),
  };
}

function primarysBody(
  { response: { head, body } }: Pick<Exchange, 'response'>,
  decodedBytesMax: number,
): Uint8Array {
  const { fields } = parseResponseHead(head);
  const decoded = decodeBody(body, fieldValue(fields, 'content-encoding') ?? null, decodedBytesMax);
  return decoded.kind === 'decoded' ? decoded.bytes : body;
}

interface Change {
  readonly name: string;
  /** Null if the client sent none. */
  readonly before: string | null;
  readonly after: string | null;
}

/** If the client sent a header twice, it is unknown which value primary shows. */
function setChanges(fields: RawFields, headers: RequestEditsConfig['headers']): readonly Change[] {
  return Object.entries(headers?.set ?? {}).flatMap(([name, { text }]) => {
    const lowerCase = name.toLowerCase();
    const before = fields.filter(
      (_, at) => at % 2 === 1 && fields[at - 1]?.toLowerCase() === lowerCase,
    );
    const [only = null] = before;
    return before.length > 1 ? [] : [{ name, before: only, after: text }];
  });
}

/** The values that replace each other in the echoes of a change, the whole value first. */
function replacedBy({ name, before, after }: Change): readonly SentValue[] {
  if (before === null || after === null) return [];
  const values = [{ sent: after, clients: before }];
  const [ours, theirs] = [partOf(name, after), partOf(name, before)];
  if (ours !== null && theirs !== null) values.push({ sent: ours, clients: theirs });
  return values.filter((value) => value.sent !== value.clients && isUnmistakable(value));
}

/** The part of a value that answers show alone: the span, or the credential after its scheme. */
function partOf(name: string, value: string): string | null {
  if (name === 'traceparent') return parseTraceparent(value)?.spanId ?? null;
  return /^(?:Bearer|Basic|Token|ApiKey|DPoP) +(\S+)$/i.exec(value)?.[1] ?? null;
}
