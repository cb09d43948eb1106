import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/schema.ts';
import type { TurnWatch } from '../wire/turn-watch.ts';
import type { Logger, RateLimitedLog } from '../log.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { type OpenUpstreamTls, openUpstreamTls } from '../wire/open-upstream-tls.ts';
import { type GuardedDeployment, guardDeployment } from './sending/guarded-deployment.ts';
import { createSecondary, type Secondary } from './sending/secondary.ts';

export interface DeploymentsOptions {
  readonly config: Config;
  readonly turnWatch: TurnWatch;
  readonly tally: Tally;
  readonly log: Logger;
  readonly problems: RateLimitedLog;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
  /** Called when the candidate has failed so often that only probes are sent to it. */
  readonly onCandidateBlocked: () => void;
  /** Called when nobody listens at the candidate's address. */
  readonly onOutage: () => void;
}

/** The connections to the candidate and the secondary, which a new config may replace. */
export class Deployments {
  readonly #options: DeploymentsOptions;
  #config: Config;
  #candidate: Opened<GuardedDeployment>;
  #secondary: Opened<Secondary | null>;

  /** @throws ParallaxError `tls_files` if TLS files cannot be used */
  constructor(options: DeploymentsOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#candidate = this.#openCandidate();
    this.#secondary = this.#openSecondary();
    options.tally.watch('candidate', () => this.candidate.outage);
    options.tally.gauge('breaker_open', () => (this.candidate.breaker.isOpen ? 1 : 0));
  }

  get candidate(): GuardedDeployment {
    return this.#candidate.deployment;
  }

  get secondary(): Secondary | null {
    return this.#secondary.deployment;
  }

  /** The candidate's timeout, in milliseconds. */
  get timeoutMs(): number {
    return this.#config.candidate.timeoutMs;
  }

  /**
   * Requests in progress finish on the previous connections.
   *
   * @returns whether the candidate is another one
   * @throws ParallaxError `tls_files` if TLS files cannot be used; then nothing has changed
   */
  configure(config: Config): boolean {
    const former = this.#config;
    this.#config = config;
    const { bodyBytesMax } = config.capture;
    const isNewForBoth =
      former.capture.bodyBytesMax !== bodyBytesMax ||
      !isDeepStrictEqual(former.tracing, config.tracing);
    const isNewCandidate = isNewForBoth || !isDeepStrictEqual(former.candidate, config.candidate);
    const isNewSecondary =
      isNewForBoth ||
      former.candidate.ownState !== config.candidate.ownState ||
      !isDeepStrictEqual(former.secondary, config.secondary) ||
      !isDeepStrictEqual(former.primary, config.primary);
    let candidate = this.#candidate;
    try {
      if (isNewCandidate) candidate = this.#openCandidate();
      const secondary = isNewSecondary ? this.#openSecondary() : this.#secondary;
      if (isNewSecondary) retire(this.#secondary);
      this.#secondary = secondary;
    } catch (error) {
      if (candidate !== this.#candidate) closeAll(candidate);
      this.#config = former;
      throw error;
    }
    if (isNewCandidate) retire(this.#candidate);
    this.#candidate = candidate;
    return isNewCandidate;
  }

  /** Reloads the TLS files that have changed. */
  reread(): void {
    this.#candidate.tls?.reread();
    this.#secondary.tls?.reread();
  }

  close(): void {
    closeAll(this.#candidate);
    closeAll(this.#secondary);
  }

  #openCandidate(): Opened<GuardedDeployment> {
    const { turnWatch, tally, log, problems, onCandidateBlocked, onOutage } = this.#options;
    const { candidate, capture, tracing } = this.#config;
    const tls = openUpstreamTls({ part: 'candidate', config: candidate.tls, log, tally });
    const deployment: GuardedDeployment = guardDeployment({
      name: 'candidate',
      upstream: candidate,
      tracing,
      tls,
      bodyBytesMax: capture.bodyBytesMax,
      turnWatch,
      tally,
      log,
      problems,
      onBlocked: () => {
        if (this.candidate === deployment) onCandidateBlocked();
      },
      ...(isVersionSaidAnyway(this.#config) ? {} : { onOutage }),
    });
    return { deployment, tls };
  }

  #openSecondary(): Opened<Secondary | null> {
    const { turnWatch, tally, log, problems, random } = this.#options;
    const { primary, secondary } = this.#config;
    const isSelf = secondary?.kind === 'self';
    const tls = openUpstreamTls({
      part: isSelf ? 'primary' : 'secondary',
      config: isSelf ? primary.tls : secondary?.tls,
      log,
      // The live plane reports whether primary's files can be used.
      tally: isSelf ? null : tally,
    });
    const config = this.#config;
    return {
      deployment: createSecondary({ config, tls, turnWatch, tally, log, problems, random }),
      tls,
    };
  }
}

interface Opened<T extends Pick<GuardedDeployment, 'inFlight' | 'close'> | null> {
  readonly deployment: T;
  readonly tls: OpenUpstreamTls | null;
}

const retiredLookMs = 250;

/** Closes the previous connections after the last answer; their own deadlines limit the wait. */
function retire(former: Opened<Pick<GuardedDeployment, 'inFlight' | 'close'> | null>): void {
  if ((former.deployment?.inFlight ?? 0) === 0) return closeAll(former);
  setTimeout(() => retire(former), retiredLookMs).unref();
}

function closeAll({
  deployment,
  tls,
}: Opened<Pick<GuardedDeployment, 'inFlight' | 'close'> | null>): void {
  deployment?.close();
  tls?.close();
}

/** Without a version, an outage is the only sign that another build may answer. */
function isVersionSaidAnyway({ candidate: { version } }: Config): boolean {
  return version?.kind === 'fixed' || version?.kind === 'poll';
}
