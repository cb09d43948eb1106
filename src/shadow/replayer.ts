import type { Config } from '../config/schema.ts';
import type { TurnWatch } from '../turn-watch.ts';
import { type Exchange, exchangeId } from '../vocabulary/exchange.ts';
import { noIdentities } from '../vocabulary/identities.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { parseRequestHead } from '../vocabulary/raw-head.ts';
import type { ReplayRequest } from '../vocabulary/replay.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';
import type { UpstreamTls } from '../wire/upstream.ts';
import type { PairSender } from './pair-sender.ts';
import { connectDeployment } from './sending/deployment.ts';
import type { GuardedDeployment } from './sending/guarded-deployment.ts';
import { formOfReplay } from './sending/request-form.ts';
import { restoredLeg } from './sending/restored-leg.ts';
import { shadowRequest } from './sending/shadow-request.ts';
import { type CandidateWorld, nothingKnown } from './world/candidate-world.ts';

export interface ReplayerOptions {
  readonly config: Pick<Config, 'primary' | 'candidate' | 'capture'>;
  readonly instance: string;
  readonly world: CandidateWorld;
  readonly candidate: GuardedDeployment;
  readonly primaryTls?: UpstreamTls | null;
  readonly pairs: PairSender;
  readonly turnWatch: TurnWatch;
}

/** Sends requests to primary and then to the candidate, outside of all traffic. */
export interface Replayer {
  replay(request: ReplayRequest): void;
  close(): void;
}

const noBytes = new Uint8Array(0);

/** What comes of it goes the way of all pairs; where primary gives no whole answer, as one left out. */
export function createReplayer(options: ReplayerOptions): Replayer {
  const { config, instance, world, candidate, pairs, turnWatch, primaryTls: tls = null } = options;
  const { url } = config.primary;
  const { timeoutMs } = config.candidate;
  const { bodyBytesMax } = config.capture;
  const primary = connectDeployment({ url, tls, timeoutMs, bodyBytesMax, turnWatch });
  const formOfPrimary = formOfReplay(config.primary);
  const sending = { mayRetry: true, timeoutMs };

  function askCandidate(exchange: Exchange): void {
    const delivery = { record: exchange, release: () => undefined };
    const name = exchangeId(instance, exchange.sequence);
    const translated = world.translate(exchange, parseRequestHead(exchange.request.head));
    const { form } = candidate;
    const request = shadowRequest(exchange.request, translated, { form, exchangeId: name });
    if (typeof request === 'string') return pairs.sendUnsent(delivery, request);
    if (candidate.breaker.isBlocking) return pairs.sendNotAsked(delivery);
    candidate.sendAside(request, sending, (leg) => {
      // A failed replay leaves no trace: it must excuse nothing in the traffic.
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
        const delivery = { record: exchangeOf(number, head, null), release: () => undefined };
        pairs.sendUnsent(delivery, reason);
      };
      if (typeof request === 'string') return leftOut(request);
      primary.send(request, sending, (leg) => {
        if (leg.kind === 'answered') askCandidate(exchangeOf(number, head, leg));
        else leftOut(leg.kind === 'unsent' ? leg.reason : 'unmirrorable');
      });
    },
    close: () => primary.close(),
  };
}

type AnsweredLeg = Extract<Leg, { kind: 'answered' }>;

/** Times count from when it was sent. */
function exchangeOf(number: number, head: Uint8Array, leg: AnsweredLeg | null): Exchange {
  return {
    sequence: -number,
    connection: 0,
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
