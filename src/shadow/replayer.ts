import { routePolicyOf } from '../config/route-policy.ts';
import type { Config } from '../config/schema.ts';
import type { TurnWatch } from '../wire/turn-watch.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import { type Exchange, exchangeId } from '../vocabulary/exchange.ts';
import { noIdentities } from '../vocabulary/identities.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { parseRequestHead, type RequestHead } from '../vocabulary/raw-head.ts';
import type { ReplayRequest } from '../vocabulary/replay.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';
import type { UpstreamTls } from '../wire/upstream.ts';
import type { OperationReader } from './operations/operation-reader.ts';
import type { AnsweredExchange, PairSender } from './pair-sender.ts';
import { connectDeployment, type SendOptions } from './sending/deployment.ts';
import type { GuardedDeployment } from './sending/guarded-deployment.ts';
import { formOfReplay } from './sending/request-form.ts';
import { restoredLeg } from './sending/restored-leg.ts';
import { shadowRequest } from './sending/shadow-request.ts';
import { type CandidateWorld, nothingKnown } from './world/candidate-world.ts';
import { noBytes } from '../vocabulary/no-bytes.ts';

export interface ReplayerOptions {
  readonly config: Pick<Config, 'primary' | 'candidate' | 'capture' | 'routes'>;
  readonly instance: string;
  readonly world: CandidateWorld;
  /** The deployments and the config at the time of sending. */
  readonly candidate: () => GuardedDeployment;
  readonly revision: () => ConfigRevision;
  readonly operationOf: OperationReader;
  readonly primaryTls?: UpstreamTls | null;
  readonly pairs: PairSender;
  readonly turnWatch: TurnWatch;
}

/** Sends requests to primary and then to the candidate, outside of the traffic. */
export interface Replayer {
  replay(request: ReplayRequest): void;
  close(): void;
}

/** The result goes to the compare plane like any pair; as left out, if primary gives no complete answer. */
export function createReplayer(options: ReplayerOptions): Replayer {
  const { config, instance, world, pairs, turnWatch, operationOf } = options;
  const { primaryTls: tls = null } = options;
  const { url } = config.primary;
  const { timeoutMs } = config.candidate;
  const { bodyBytesMax } = config.capture;
  const primary = connectDeployment({ url, tls, timeoutMs, bodyBytesMax, turnWatch });
  const formOfPrimary = formOfReplay(config.primary);
  const policyOf = routePolicyOf(config);
  const sendingOf = ({ method, target }: RequestHead): SendOptions => {
    return { mayRetry: true, timeoutMs: policyOf(method, target).timeoutMs ?? timeoutMs };
  };

  function answered(exchange: Exchange): AnsweredExchange {
    const { name } = operationOf(exchange, parseRequestHead(exchange.request.head));
    return { record: exchange, release: () => undefined, operation: name };
  }

  function askCandidate(exchange: Exchange): void {
    const delivery = answered(exchange);
    const name = exchangeId(instance, exchange.sequence);
    const candidate = options.candidate();
    const asked = parseRequestHead(exchange.request.head);
    const translated = world.translate(exchange, asked);
    const { form } = candidate;
    const request = shadowRequest(exchange.request, translated, { form, exchangeId: name });
    if (typeof request === 'string') return pairs.sendUnsent(delivery, request);
    if (candidate.breaker.isBlocking) return pairs.sendNotAsked(delivery);
    candidate.sendAside(request, sendingOf(asked), (leg) => {
      // A failed replay leaves no trace: it must not excuse anything in the traffic.
      const known =
        leg.kind === 'answered'
          ? world.learn(exchange, restoredLeg(leg, form), translated, false)
          : null;
      const { identities, judge } = known ?? nothingKnown;
      const sides = { candidate: identities(), secondary: noIdentities };
      pairs.send(delivery, leg, null, sides, judge());
    });
  }

  return {
    replay({ number, head }) {
      const name = exchangeId(instance, -number);
      const asked = { head, body: noBytes };
      const content = { head: parseRequestHead(head), body: noBytes };
      const request = shadowRequest(asked, content, { form: formOfPrimary, exchangeId: name });
      const leftOut = (reason: LeftOutReason = 'unmirrorable'): void => {
        pairs.sendUnsent(answered(exchangeOf(number, head, null, options.revision())), reason);
      };
      if (typeof request === 'string') return leftOut(request);
      primary.send(request, sendingOf(content.head), (leg) => {
        if (leg.kind === 'answered')
          askCandidate(exchangeOf(number, head, leg, options.revision()));
        else leftOut(leg.kind === 'unsent' ? leg.reason : 'unmirrorable');
      });
    },
    close: () => primary.close(),
  };
}

type AnsweredLeg = Extract<Leg, { kind: 'answered' }>;

/** Times count from the time of sending. */
function exchangeOf(
  number: number,
  head: Uint8Array,
  leg: AnsweredLeg | null,
  revision: ConfigRevision,
): Exchange {
  return {
    sequence: -number,
    connection: 0,
    revision,
    tenure: 0,
    wallClockMs: leg?.askedAtMs ?? Date.now(),
    startedAt: 0,
    sentAt: 0,
    firstByteAt: leg?.firstByteMs ?? Number.NaN,
    firstPayloadAt: leg?.firstPayloadMs ?? Number.NaN,
    largestGapMs: leg?.largestGapMs ?? Number.NaN,
    ...(leg?.slack && { slack: leg.slack }),
    endedAt: leg?.totalMs ?? Number.NaN,
    paused: false,
    leftOut: null,
    requestWhole: true,
    openWrites: [],
    request: { head, body: noBytes },
    response:
      leg === null
        ? { head: noBytes, body: noBytes }
        : // A copy: the leg's own is let go of before the candidate has answered.
          { head: leg.response.head, body: Buffer.from(leg.response.body) },
  };
}
