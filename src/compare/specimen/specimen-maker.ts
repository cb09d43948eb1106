import type { CapturedMessage, Exchange } from '../../vocabulary/exchange.ts';
import type { Leg } from '../../vocabulary/pair.ts';
import { fieldValue, parseRequestHead, parseResponseHead } from '../../vocabulary/raw-head.ts';
import type { Specimen, SpecimenResponse, SpecimenTimes } from '../../vocabulary/specimen.ts';
import { type BodyShowing, specimenBody } from './specimen-body.ts';
import { specimenFields } from './specimen-fields.ts';

/** Of a request line. */
const targetCharsMax = 2048;

/** Makes of an exchange and the candidate's answer what people may be shown of both. */
export function makeSpecimen(showing: BodyShowing, exchange: Exchange, leg: Leg): Specimen {
  const { redactor } = showing;
  const { method, target, fields } = parseRequestHead(exchange.request.head);
  return {
    request: {
      method,
      target: redactor.withoutSecrets(target, 0, Math.min(target.length, targetCharsMax)),
      fields: specimenFields(redactor, fields),
      body: specimenBody(showing, {
        bytes: exchange.request.body,
        contentType: fieldValue(fields, 'content-type') ?? null,
        contentEncoding: fieldValue(fields, 'content-encoding') ?? null,
      }),
    },
    primary: responseOf(showing, exchange.response),
    candidate: leg.kind === 'answered' ? responseOf(showing, leg.response) : null,
    times: timesOf(exchange),
  };
}

function responseOf(showing: BodyShowing, { head, body }: CapturedMessage): SpecimenResponse {
  const { status, fields } = parseResponseHead(head);
  return {
    status: Number.isNaN(status) ? 0 : status,
    fields: specimenFields(showing.redactor, fields),
    body: specimenBody(showing, {
      bytes: body,
      contentType: fieldValue(fields, 'content-type') ?? null,
      contentEncoding: fieldValue(fields, 'content-encoding') ?? null,
    }),
  };
}

/** NaN, or an answer that came before its request, is nothing to draw. */
function timesOf({ startedAt, sentAt, firstByteAt, endedAt }: Exchange): SpecimenTimes {
  const since = (moment: number): number | null =>
    moment >= startedAt ? moment - startedAt : null;
  return { sentMs: since(sentAt), firstByteMs: since(firstByteAt), endedMs: since(endedAt) };
}
