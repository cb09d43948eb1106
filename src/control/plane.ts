import type { Hono } from 'hono';
import { comparedUnder } from '../config/compared-under.ts';
import type { Config } from '../config/schema.ts';
import type { ConfigWithSettings, Setting } from '../config/settings.ts';
import { type Logger, RateLimitedLog } from '../log.ts';
import type { ConfigChange } from '../transport/config-change.ts';
import { openInbox } from '../transport/inbox.ts';
import type { HubSetup } from '../transport/hub-setup.ts';
import type { LagMemory, PlaneEnds, SupervisorLink } from '../transport/worker-link.ts';
import { openPostgres } from '../postgres/connect.ts';
import type { Comparison } from '../vocabulary/comparison.ts';
import { comparisonShape } from '../vocabulary/comparison-shape.ts';
import { type ConfigRevision, firstRevision } from '../vocabulary/config-revision.ts';
import type { ProcessTotals } from '../vocabulary/plane-message.ts';
import { isReplay } from '../vocabulary/replay.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { createTokenAccess } from './admin/access/token-access.ts';
import { createAdminApp } from './admin/app.ts';
import { openExchangeArchive } from './archive/open-archive.ts';
import { sinceBoot } from './clock-mark.ts';
import { countedAs } from './counted-as.ts';
import { createVersionFollower, returnAfter } from './evidence/follow-version.ts';
import { KeptEvidence } from './evidence/kept-evidence.ts';
import type { EvidenceRules } from './evidence/rules-in-force.ts';
import { routeNames } from './evidence/route-names.ts';
import { openFleetCounts } from './fleet/open-fleet-counts.ts';
import { FleetMembers } from './fleet/fleet-members.ts';
import type { Member } from './fleet/member.ts';
import { ownMember } from './fleet/own-member.ts';
import { Gate } from './gate/gate.ts';
import { GateOperations } from './gate/gate-operations.ts';
import type { OperatorRecord } from './gate/operator-record.ts';
import { OperatorLog } from './gate/operator-log.ts';
import { type GatePolicy, resolveGatePolicy } from './gate/resolve-policy.ts';
import { withoutNoise } from './gate/without-noise.ts';
import { createMetrics } from './metrics/metrics.ts';
import { RecentComparisons } from './recent-comparisons.ts';
import { createMarksReset } from './marks-reset.ts';
import { createReloads } from './reloads.ts';
import { createReplays } from './replays.ts';
import { RouteLedger } from './route-ledger.ts';
import { RuleLedger } from './rule-ledger.ts';
import { createSteadyClock } from './steady-clock.ts';
import type { CommitPart, MakeCommitPart } from './store/commit-part.ts';
import { openStore } from './store/open-store.ts';

export interface ControlPlaneOptions {
  readonly config: Config;
  readonly revision?: ConfigRevision;
  /** Random per process; see `exchangeId`. */
  readonly instance: string;
  /** Null, or not given, for a process that is no hub. */
  readonly hub?: HubSetup | null;
  /** Where the shadow plane records lags; null, or not given, where nothing is learned. */
  readonly lagMemory?: LagMemory | null;
  readonly settings: readonly Setting[];
  readonly tally: Tally;
  readonly log: Logger;
  /** What else is written with each save, into a store that several processes share. */
  readonly makePart?: MakeCommitPart;
  /** The wall clock, milliseconds since the epoch. */
  readonly now?: () => number;
  /** Milliseconds on a clock that nobody can set. */
  readonly monotonic?: () => number;
}

export interface ControlPlane {
  /** What is tied to the supervisor: comparisons come in, nothing goes out. */
  readonly ends: PlaneEnds;
  /** What answers on the admin address now: another config makes another one. */
  readonly app: Hono;
  /** Writes what has come since it last did; done every second. */
  save(): void;
}

/** A killed process loses what has come since evidence was last saved. */
const saveEveryMs = 1000;

/** Keeps the facts that comparisons bring, in bounded memory, and serves them to people and programs. */
export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { config, instance, settings, tally, log, now = Date.now } = options;
  const { revision = firstRevision } = options;
  const { monotonic = () => performance.now(), hub = null, lagMemory = null } = options;
  const clock = createSteadyClock({ wall: now, monotonic });
  const routes = new RouteLedger(config.routesMax + config.routes.length, clock.now);
  const rules = new RuleLedger({ config, log, now: clock.now });
  const recent = new RecentComparisons();
  let policy = policyOf(config);
  let running = config;
  // The hubs of a fleet name exchanges alike, and each saves for itself.
  const savedAs = hub?.owner ?? instance;
  const link = Promise.withResolvers<SupervisorLink>();
  const fleet =
    hub === null
      ? null
      : openFleetCounts({
          hub,
          config,
          log,
          lagMemory,
          link: link.promise,
          running: () => running,
          onTapShed: (shed, before) => evidence.noteShed(shed, before),
        });
  const ofFleet = fleet === null ? undefined : (): CommitPart => fleet.makePart();
  const { makePart = ofFleet } = options;
  const store = openStore({ config, instance: savedAs, log, makePart });
  const evidence: KeptEvidence = new KeptEvidence({
    rules: rulesOf(revision, config),
    candidate: config.candidate.url,
    store,
    instance: savedAs,
    returnAfter: returnAfter(config.candidate),
    log,
    clock,
    onNews: (records) => onNews(records),
  });
  const operators = new OperatorLog(store.operatorRecords);
  const gate = new Gate({
    policy: () => policy,
    evidence,
    operators,
    now: clock.now,
    wallNow: now,
  });
  const replays = createReplays();
  const marks = createMarksReset();
  const reloads = createReloads();
  const operations = new GateOperations({
    gate,
    evidence,
    operators,
    forgetMarks: () => marks.forget(),
    now,
    steadyNow: clock.now,
  });
  /** Operators did something elsewhere, or another epoch is the current one. */
  function onNews(records: readonly OperatorRecord[]): void {
    if (records.some(({ action }) => action === 'accept'))
      evidence.forgetUnsavedProofs('mismatches');
    if (records.some(({ action }) => action === 'reset')) marks.forget();
    gate.forget();
  }

  let latest: ProcessTotals | null = null;
  const totals = (): ProcessTotals | null => latest;

  let follower = createVersionFollower(config.candidate, evidence, log);
  follower.start();
  // Not the connections of the store: pages that read much must not hold up the evidence.
  const postgres = config.store?.kind === 'postgres' ? openPostgres(config.store, log) : null;
  const archive = openExchangeArchive(
    {
      config,
      instance,
      log,
      // A separate clock: that of the evidence continues from the store's mark.
      clock: { now: createSteadyClock({ wall: now }).now, wallNow: now, sinceBoot },
    },
    postgres,
  );
  const self = (): Member => ownMember(savedAs, hub === null ? 'run' : 'hub', latest);
  const members = postgres === null ? null : new FleetMembers({ postgres, log, self });
  const save = (): void => {
    evidence.flush();
    void archive.flush();
    void members?.save();
  };
  const saving = setInterval(save, saveEveryMs).unref();

  function onComparison(comparison: Comparison): void {
    if (isReplay(comparison.sequence)) {
      return replays.settle(withoutNoise(comparison, evidence.current(), policy));
    }
    // Another hub counts it, or has.
    if (fleet?.isHeld(comparison.tenure) === false) return;
    // People are shown the time as the wall clock had it; evidence needs one that cannot leap.
    const atMs = clock.timeOf(comparison.wallClockMs);
    evidence.record({ ...comparison, wallClockMs: atMs });
    fleet?.note(comparison.tenure, comparison.sequence);
    const judged = withoutNoise(comparison, evidence.current(), policy);
    routes.add(judged, atMs);
    recent.add(judged);
    if (judged.outcome !== 'noise') archive.add(judged, evidence.epoch.key);
    const counted = countedAs(judged);
    // Only between two answers do rules have their chance.
    if (counted.kind === 'compared' && counted.isAnswered) rules.compared();
  }

  const access = createTokenAccess({ admin: config.admin, problems: new RateLimitedLog(log) });
  const metrics = createMetrics({
    routes,
    rules,
    totals,
    instance,
    gate,
    evidence,
    store,
    archive,
    replays,
  });
  const appOf = (shown: ConfigWithSettings): Hono =>
    createAdminApp({
      ...shown,
      policy: policyOf(shown.config),
      instance,
      access,
      routes,
      rules,
      recent,
      archive: archive.reader,
      fleet: members,
      replays,
      reloads,
      totals,
      metrics,
      evidence,
      gate,
      operations,
      operators,
      log,
    });
  let app = appOf({ config, settings });

  function configure(change: ConfigChange): void {
    const { config: next, settings: nextSettings } = change;
    // It may fail, and then nothing has changed yet.
    const nextFollower = createVersionFollower(next.candidate, evidence, log);
    follower.stop();
    follower = nextFollower;
    running = next;
    evidence.candidateChanged(next.candidate.url, change.revision);
    follower.start();
    policy = policyOf(next);
    evidence.follow(rulesOf(change.revision, next));
    routes.configure(next.routesMax + next.routes.length);
    rules.follow(next);
    app = appOf({ config: next, settings: nextSettings });
    gate.forget();
    log.level = next.log.level;
  }

  async function closeArchive(): Promise<void> {
    const closed = archive.close();
    await members?.save();
    await closed;
    await postgres?.close();
  }

  return {
    save,
    get app() {
      return app;
    },
    ends: {
      tally,
      onInput: (port) =>
        openInbox(port, comparisonShape, ({ record, release }) => {
          onComparison(record);
          release();
        }),
      onTotals: (told) => {
        latest = told;
        evidence.noteTotals(told);
        rules.report(told.ruleUses);
      },
      onConfig: configure,
      onTenureBegun: (tenure) => fleet?.begin(tenure),
      onTenureEnded: (tenure) => fleet?.end(tenure),
      onTapShed: ({ tenure, tap, shed }) => fleet?.noteTapShed(tenure, tap, shed),
      onReloaded: (id, state) => reloads.settle(id, state),
      onLinked: (linked) => {
        const { replay, forgetMarks, reload } = linked;
        link.resolve(linked);
        replays.connect(replay);
        reloads.connect(reload);
        marks.connect(forgetMarks);
      },
      onReread: () => follower.reread(),
      onStop: async () => {
        clearInterval(saving);
        follower.stop();
        save();
        const closed = closeArchive();
        if (store.shared !== null) {
          // What came while a save was under way is in the last one.
          await store.shared.settled();
          evidence.flush();
        }
        await store.close();
        await closed;
      },
    },
  };
}

function policyOf({ gate, routes, secondary, mirror }: Config): GatePolicy {
  return resolveGatePolicy(gate, routes, secondary !== undefined, mirror.methods);
}

function rulesOf(revision: ConfigRevision, config: Config): EvidenceRules {
  const policy = policyOf(config);
  return {
    revision,
    under: comparedUnder(config),
    marginsOf: (area) => (policy.areas.get(area) ?? policy.otherAreas).latency,
    namesOf: routeNames(config),
  };
}
