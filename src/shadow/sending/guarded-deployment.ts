import type { TurnWatch } from '../../wire/turn-watch.ts';
import type { Logger, RateLimitedLog } from '../../log.ts';
import {
  connectFaultOf,
  isNobodyThere,
  type Outage,
  OutageState,
} from '../../vocabulary/outage.ts';
import type { Leg } from '../../vocabulary/pair.ts';
import type { Tally } from '../../vocabulary/tally.ts';
import type { TracePolicy } from '../../wire/trace-fields.ts';
import type { UpstreamTls } from '../../wire/upstream.ts';
import { Breaker, type Admission } from '../../transport/breaker.ts';
import { connectDeployment, type SendOptions } from './deployment.ts';
import { OutageWatch } from './outage-watch.ts';
import { type FormConfig, type RequestForm, requestFormOf } from './request-form.ts';
import type { ShadowRequest } from './shadow-request.ts';

export interface GuardedDeploymentOptions {
  /** The deployment's name for people. */
  readonly name: 'candidate' | 'secondary';
  readonly upstream: FormConfig & { readonly timeoutMs: number };
  readonly tracing: TracePolicy;
  readonly tls: UpstreamTls | null;
  readonly bodyBytesMax: number;
  readonly turnWatch: TurnWatch;
  readonly tally: Tally;
  readonly log: Logger;
  readonly problems: RateLimitedLog;
  /** Called when it has failed so often that only probes are sent to it. */
  readonly onBlocked: () => void;
  /** Called when nobody listens there: it was stopped, and the next answers may be those of another build. */
  readonly onOutage?: () => void;
}

/** A deployment, with the breaker that protects it from useless requests. */
export interface GuardedDeployment {
  readonly breaker: Pick<Breaker, 'isOpen' | 'isBlocking' | 'admit'>;
  /** How its requests differ from those that primary got. */
  readonly form: RequestForm;
  readonly inFlight: number;
  /** The number of requests without a complete answer, so far. */
  readonly failures: number;
  /** Null if the last attempt to connect succeeded. */
  readonly outage: Outage | null;
  /** @param admission of the breaker, other than `blocked` */
  send(
    request: ShadowRequest,
    admission: Admission,
    options: SendOptions,
    onLeg: (leg: Leg) => void,
  ): void;
  /** The same for replays, which never change the breaker. */
  sendAside(request: ShadowRequest, options: SendOptions, onLeg: (leg: Leg) => void): void;
  /** Aborts all requests under way. */
  close(): void;
}

/** Connects to a deployment, and logs its failures and recovery. */
export function guardDeployment({
  name,
  upstream,
  tracing,
  tls,
  bodyBytesMax,
  turnWatch,
  tally,
  log,
  problems,
  onBlocked,
  onOutage,
}: GuardedDeploymentOptions): GuardedDeployment {
  const { url, timeoutMs } = upstream;
  const breaker = new Breaker({ now: () => performance.now() });
  const reach = new OutageState({ deployment: name, url });
  let failures = 0;
  const watch = onOutage === undefined ? null : new OutageWatch({ url, onOutage });
  const deployment = connectDeployment({
    url,
    tls,
    timeoutMs,
    bodyBytesMax,
    turnWatch,
    onLastClosed: () => watch?.lookSoon(),
  });

  function noteReach(leg: Leg, code: string): void {
    // After a timeout, or without an attempt, it is unknown whether a connection is possible.
    if (leg.kind === 'unsent' || (leg.kind === 'failed' && leg.failure === 'timeout')) return;
    if (leg.kind === 'failed' && leg.failure === 'refused') reach.failed(connectFaultOf(code));
    else reach.connected();
  }

  function settleBreaker(admission: Admission, leg: Leg, code: string): void {
    const wasOpen = breaker.isOpen;
    if (leg.kind === 'failed') failures += 1;
    if (leg.kind === 'unsent') {
      breaker.settle(admission, 'withdrawn');
      const { reason } = leg;
      if (reason === 'own_limits') tally.ownLimit(name);
      problems.warn(`${name}_${reason}`, { reason, code }, `a request did not reach the ${name}`);
    } else if (leg.kind === 'answered' || leg.failure === 'too_large') {
      breaker.settle(admission, 'succeeded');
      if (wasOpen) log.info(`the ${name} answers again`);
    } else {
      breaker.settle(admission, 'failed');
      const { failure } = leg;
      if (isNobodyThere(code)) onOutage?.();
      problems.warn(`${name}_${failure}`, { failure, code }, `the ${name} gave no whole answer`);
      if (!wasOpen && breaker.isOpen) onOpened();
    }
  }

  function onOpened(): void {
    problems.warn(`${name}_breaker_open`, {}, `the ${name} failed too often; only probes are sent`);
    onBlocked();
  }

  return {
    breaker,
    form: requestFormOf(name, upstream, tracing),
    get inFlight() {
      return deployment.inFlight;
    },
    get failures() {
      return failures;
    },
    get outage() {
      return reach.outage;
    },
    send: (request, admission, options, onLeg) =>
      deployment.send(request, options, (leg, code) => {
        noteReach(leg, code);
        settleBreaker(admission, leg, code);
        onLeg(leg);
      }),
    sendAside: (request, options, onLeg) => deployment.send(request, options, (leg) => onLeg(leg)),
    close: () => {
      watch?.close();
      deployment.close();
    },
  };
}
