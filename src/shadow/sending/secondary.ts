import type { Config } from '../../config/schema.ts';
import type { SecondaryInstance, SecondarySelf } from '../../config/secondary-schema.ts';
import type { TurnWatch } from '../../wire/turn-watch.ts';
import type { Logger, RateLimitedLog } from '../../log.ts';
import type { Exchange } from '../../vocabulary/exchange.ts';
import type { RequestHead } from '../../vocabulary/raw-head.ts';
import type { LeftOutReason } from '../../vocabulary/shed.ts';
import type { Tally } from '../../vocabulary/tally.ts';
import type { UpstreamTls } from '../../wire/upstream.ts';
import { mayChangeState } from '../../vocabulary/request-kind.ts';
import type { AskSecondary } from './ask-both.ts';
import { type GuardedDeployment, guardDeployment } from './guarded-deployment.ts';
import type { FormConfig, RequestForm } from './request-form.ts';
import { SelfSampler } from './self-sampler.ts';
import type { ShadowRequest } from './shadow-request.ts';

/** An exchange whose turn to be mirrored has come. */
interface DueExchange {
  readonly exchange: Exchange;
  readonly isWrite: boolean;
  /** The maximum timeout, in place of the secondary's; null to use that. */
  readonly timeoutMs: number | null;
  /** The number of exchanges that wait for the candidate. */
  readonly waiting: number;
  /** Makes the request; returns a reason if it cannot be sent to another server. */
  readonly requestIn: (form: RequestForm) => ShadowRequest | LeftOutReason;
}

/** Another deployment of primary's code, or primary itself, which shows which differences are noise. */
export interface Secondary {
  /** How its requests differ from those that primary got. */
  readonly form: RequestForm;
  /** To be called for each exchange when it arrives, mirrored or not. */
  note(exchange: Exchange, request: RequestHead): void;
  /** @returns null if it is not asked this time */
  invite(due: DueExchange): AskSecondary | null;
  readonly inFlight: number;
  close(): void;
}

export interface SecondaryOptions {
  readonly config: Config;
  /** The timeout of the secondary, or of primary if it is asked again. */
  readonly tls: UpstreamTls | null;
  readonly turnWatch: TurnWatch;
  readonly tally: Tally;
  readonly log: Logger;
  readonly problems: RateLimitedLog;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

/**
 * A hung secondary must not delay the candidate's turn: its timeout is this, or this multiple of primary's
 * time, whichever is longer.
 */
const patienceMs = 1_000;
const patienceFactor = 3;

/** Connects to the secondary; null if the config has none. */
export function createSecondary(options: SecondaryOptions): Secondary | null {
  const { secondary } = options.config;
  if (secondary === undefined) return null;
  return secondary.kind === 'self'
    ? createSelf(options, secondary)
    : createInstance(options, secondary);
}

/** Gets all requests that the candidate gets. */
function createInstance(options: SecondaryOptions, instance: SecondaryInstance): Secondary {
  const { tally, problems } = options;
  const deployment = connect(options, instance);
  let missedWrites = 0;
  if (instance.ownState) tally.gauge('secondary_missed_writes', () => missedWrites);

  function onMissedWrite(): void {
    missedWrites += 1;
    problems.warn(
      'secondary_missed_write',
      {},
      "the secondary may have missed a write: its state may differ from primary's, and the " +
        'resulting differences count as noise until its state is restored',
    );
  }

  return {
    form: deployment.form,
    note: () => undefined,
    invite(due) {
      const ask = inviteTo(deployment, instance.timeoutMs, due);
      if (!due.isWrite) return ask;
      if (ask === null) {
        onMissedWrite();
        return null;
      }
      return (onLeg) =>
        ask((leg) => {
          const isMissed = leg === null || (leg.kind === 'failed' && leg.failure !== 'too_large');
          if (isMissed) onMissedWrite();
          onLeg(leg);
        });
    },
    get inFlight() {
      return deployment.inFlight;
    },
    close: () => deployment.close(),
  };
}

/** Gets a share of the safe requests, while there is nothing else to do. */
function createSelf(options: SecondaryOptions, self: SecondarySelf): Secondary {
  const { primary, candidate } = options.config;
  const deployment = connect(options, { ...primary, timeoutMs: self.timeoutMs });
  const sampler = new SelfSampler({
    ...self,
    now: () => performance.now(),
    random: options.random,
  });
  return {
    form: deployment.form,
    note: (exchange, request) => sampler.note(exchange, mayChangeState(request)),
    invite(due) {
      const { exchange, isWrite, waiting } = due;
      if (isWrite || !sampler.takes({ waiting, repeating: deployment.inFlight })) return null;
      const ask = inviteTo(deployment, self.timeoutMs, due);
      // A candidate without a state of its own sees later writes just as primary does.
      if (ask === null || !candidate.ownState) return ask;
      return (onLeg) => ask((leg) => onLeg(sampler.isOvertaken(exchange) ? null : leg));
    },
    get inFlight() {
      return deployment.inFlight;
    },
    close: () => deployment.close(),
  };
}

function connect(
  { config, tls, turnWatch, tally, log, problems }: SecondaryOptions,
  upstream: FormConfig & Pick<SecondaryInstance, 'timeoutMs'>,
): GuardedDeployment {
  const deployment = guardDeployment({
    name: 'secondary',
    upstream,
    tracing: config.tracing,
    tls,
    bodyBytesMax: config.capture.bodyBytesMax,
    turnWatch,
    tally,
    log,
    problems,
    onBlocked: () => undefined,
  });
  tally.watch('secondary', () => deployment.outage);
  tally.gauge('secondary_in_flight', () => deployment.inFlight);
  tally.gauge('secondary_failures', () => deployment.failures);
  tally.gauge('secondary_breaker_open', () => (deployment.breaker.isOpen ? 1 : 0));
  return deployment;
}

function inviteTo(
  deployment: GuardedDeployment,
  usualTimeoutMs: number,
  { exchange, isWrite, timeoutMs: timeoutMsMax, requestIn }: DueExchange,
): AskSecondary | null {
  const request = requestIn(deployment.form);
  const admission = typeof request === 'string' ? 'blocked' : deployment.breaker.admit();
  if (typeof request === 'string' || admission === 'blocked') return null;
  const primaryMs = exchange.endedAt - exchange.startedAt;
  const patience = Math.max(patienceMs, patienceFactor * primaryMs);
  const timeoutMs = Math.min(timeoutMsMax ?? usualTimeoutMs, patience);
  return (onLeg) =>
    deployment.send(request, admission, { mayRetry: !isWrite, timeoutMs }, (leg) =>
      onLeg(leg.kind === 'unsent' ? null : leg),
    );
}
