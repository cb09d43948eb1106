import type { CapturedMessage, Exchange } from '../../vocabulary/exchange.ts';
import type { Identity } from '../../vocabulary/identities.ts';
import type { Leg } from '../../vocabulary/pair.ts';
import { fieldValue, parseRequestHead, parseResponseHead } from '../../vocabulary/raw-head.ts';
import {
  shownTargetCharsMax,
  type Specimen,
  type SpecimenResponse,
  type SpecimenTimes,
} from '../../vocabulary/specimen.ts';
import type { TypedBody } from '../body/open-body.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { type BodyShowing, specimenBodies, specimenBody } from './specimen-body.ts';
import { specimenFields } from './specimen-fields.ts';

/** Nobody can distinguish more of them by eye. */
const identitiesMax = 200;

/** The redactors for a specimen. */
interface Showing extends BodyShowing {
  /** For everything except bodies. */
  readonly redactor: Redactor;
}

/** Creates the redacted specimen of an exchange and the candidate's answer, without the alignment. */
export function makeSpecimen(
  showing: Showing,
  exchange: Exchange,
  leg: Leg,
  known: readonly Identity[],
): Specimen {
  const { redactor } = showing;
  const answer = leg.kind === 'answered' ? leg.response : null;
  const [primary, candidate] = responsesOf(showing, exchange.response, answer);
  const { method, target, fields } = parseRequestHead(exchange.request.head);
  return {
    request: {
      method: redactor.nameWithoutSecrets(method),
      target: redactor.withoutSecrets(target, 0, Math.min(target.length, shownTargetCharsMax)),
      fields: specimenFields(redactor, fields),
      body: specimenBody(showing, {
        bytes: exchange.request.body,
        contentType: fieldValue(fields, 'content-type') ?? null,
        contentEncoding: fieldValue(fields, 'content-encoding') ?? null,
      }),
    },
    primary,
    candidate,
    times: timesOf(exchange),
    identities: candidate === null ? [] : shownIdentities(known, primary, candidate),
    alignment: null,
  };
}

/** If a secret is no longer in the messages, it is not shown here either. */
function shownIdentities(
  known: readonly Identity[],
  primary: SpecimenResponse,
  candidate: SpecimenResponse,
): readonly Identity[] {
  const [ours, theirs] = [shownText(primary), shownText(candidate)];
  return known
    .filter((one) => ours.includes(one.primary) && theirs.includes(one.candidate))
    .slice(0, identitiesMax);
}

function shownText({ fields, body }: SpecimenResponse): string {
  return [body.text, ...fields.map(([, value]) => value)].join('\n');
}

function responsesOf(
  showing: Showing,
  primary: CapturedMessage,
  candidate: CapturedMessage | null,
): readonly [SpecimenResponse, SpecimenResponse | null] {
  const ours = partsOf(showing, primary);
  if (candidate === null) return [{ ...ours.shown, body: specimenBody(showing, ours.body) }, null];
  const theirs = partsOf(showing, candidate);
  const [left, right] = specimenBodies(showing, ours.body, theirs.body);
  return [
    { ...ours.shown, body: left },
    { ...theirs.shown, body: right },
  ];
}

function partsOf(
  { redactor }: Showing,
  { head, body }: CapturedMessage,
): { readonly shown: Omit<SpecimenResponse, 'body'>; readonly body: TypedBody } {
  const { status, fields, trailers } = parseResponseHead(head);
  return {
    shown: {
      status: Number.isNaN(status) ? 0 : status,
      fields: specimenFields(redactor, [...fields, ...trailers]),
    },
    body: {
      bytes: body,
      contentType: fieldValue(fields, 'content-type') ?? null,
      contentEncoding: fieldValue(fields, 'content-encoding') ?? null,
    },
  };
}

/** NaN, or an answer that began before its request, cannot be drawn. */
function timesOf({ startedAt, sentAt, firstByteAt, endedAt }: Exchange): SpecimenTimes {
  const since = (moment: number): number | null =>
    moment >= startedAt ? moment - startedAt : null;
  return { sentMs: since(sentAt), firstByteMs: since(firstByteAt), endedMs: since(endedAt) };
}
