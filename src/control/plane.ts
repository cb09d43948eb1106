import type { Hono } from 'hono';
import type { Config } from '../config/schema.ts';
import type { ConfigWithSettings, Setting } from '../config/settings.ts';
import { partitionIn } from '../fleet/partition-of.ts';
import { type Logger, RateLimitedLog } from '../log.ts';
import type { ConfigChange } from '../transport/config-change.ts';
import { openInbox } from '../transport/inbox.ts';
import type { HubSetup } from '../transport/hub-setup.ts';
import type { LagMemory, PlaneEnds, SupervisorLink } from '../transport/worker-link.ts';
import { routeSeries } from '../metrics/route-series.ts';
import { comparisonShape } from '../vocabulary/comparison-shape.ts';
import { type ConfigRevision, firstRevision } from '../vocabulary/config-revision.ts';
import type { ProcessTotals } from '../vocabulary/plane-message.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { createTokenAccess } from './admin/access/token-access.ts';
import { createAdminApp } from './admin/app.ts';
import { openArchiveAndMembers } from './archive-and-members.ts';
import { policyOf, rulesOf } from './config-rules.ts';
import { databaseFaultWords } from './databases/database-fault.ts';
import { followDatabases } from './databases/follow-databases.ts';
import { isFirstOf } from './databases/open-databases.ts';
import { createVersionFollower, returnAfter } from './evidence/follow-version.ts';
import { servedBy } from './evidence/served-by.ts';
import { KeptEvidence } from './evidence/kept-evidence.ts';
import { openFleetCounts } from './fleet/open-fleet-counts.ts';
import type { Member } from './fleet/member.ts';
import { ownMember, tapMember } from './fleet/own-member.ts';
import { Gate } from './gate/gate.ts';
import { GateOperations } from './gate/gate-operations.ts';
import type { OperatorRecord } from './operator-record.ts';
import { OperatorLog } from './gate/operator-log.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createRecordedClock } from './recorded-clock.ts';
import { RecentComparisons } from './recent-comparisons.ts';
import { createMarksReset } from './marks-reset.ts';
import { createReloads } from './reloads.ts';
import { createReplays } from './replays.ts';
import { RouteLedger } from './route-ledger.ts';
import { RuleLedger } from './rule-ledger.ts';
import { createSteadyClock } from './steady-clock.ts';
import { comparisonTaker } from './take-comparison.ts';
import type { CommitPart, MakeCommitPart } from './store/commit-part.ts';
import { openStore } from './store/open-store.ts';
import { openWatch, type Watch } from './watch/watch.ts';
import { queriesView, resourcesView } from './watch/watch-view.ts';

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
  const clock =
    // If primary is asked again, exchanges happen now, not when they were recorded.
    config.replay === undefined || config.replay.asksPrimary
      ? createSteadyClock({ wall: now, monotonic })
      : createRecordedClock({ startedAtMs: config.replay.startedAtMs, monotonic });
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
    candidate: () => running.candidate.url,
    unreadableDatabases: () => databaseFaultWords(databases.standing?.faults ?? null),
    now: clock.now,
    wallNow: now,
  });
  const replays = createReplays(
    fleet === null ? undefined : (head) => fleet.tenureOf(partitionIn(config.fleet, head)),
  );
  const marks = createMarksReset();
  const reloads = createReloads();
  const operations = new GateOperations({
    gate,
    evidence,
    operators,
    forgetMarks: () => {
      marks.forget();
      fleet?.forgetMarks();
    },
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
  const watchOf = (watched: Config): Watch =>
    openWatch({
      config: watched,
      policy: policyOf(watched),
      evidence,
      served: (side) => servedBy(side, latest, evidence.current(), store.shared !== null),
      isOurs: () => fleet === null || fleet.tenureOf(0) !== null,
      now: clock.now,
      log,
    });
  let watch = watchOf(config);
  watch.start();
  const self = (): Member => ownMember(savedAs, hub === null ? 'run' : 'hub', latest);
  const beside = openArchiveAndMembers({ config, instance, self, now, log });
  const { archive, members } = beside;
  const save = (): void => {
    evidence.flush();
    beside.flush();
  };
  const saving = setInterval(save, saveEveryMs).unref();

  const databases = followDatabases({
    evidence,
    log,
    now: clock.now,
    // The owner of the first partition reads for the fleet.
    isOwn: async () => (fleet === null ? isFirstOf(members, savedAs) : fleet.tenureOf(0) !== null),
  });
  databases.follow(config, policy.databases?.lengthMs ?? null);

  const takeComparison = comparisonTaker({
    fleet,
    clock,
    evidence,
    policy: () => policy,
    routes,
    rules,
    recent,
    archive,
    replays,
    databases: () => databases.current,
  });
  logRouteSeries(config, log);
  const access = createTokenAccess({ admin: config.admin, problems: new RateLimitedLog(log) });
  const watchViews = {
    resources: () => resourcesView(evidence.current().watched, policy, watch),
    queries: () => queriesView(evidence.current().watched, policy, watch),
  };
  const metrics = createMetrics({
    watch: watchViews,
    routes,
    routeSeries: () => routeSeries(running),
    rules,
    totals,
    instance,
    gate,
    evidence,
    store,
    archive,
    replays,
    databases: () => databases.standing,
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
      watch: watchViews,
      databases: () => databases.standing,
      log,
    });
  let app = appOf({ config, settings });

  function configure(change: ConfigChange): void {
    const { config: next, settings: nextSettings } = change;
    // It may fail, and then nothing has changed yet.
    const nextFollower = createVersionFollower(next.candidate, evidence, log);
    const nextWatch = openedOr(
      () => watchOf(next),
      () => nextFollower.stop(),
    );
    watch.stop();
    watch = nextWatch;
    watch.start();
    follower.stop();
    follower = nextFollower;
    running = next;
    evidence.candidateChanged(next.candidate.url, change.revision);
    follower.start();
    policy = policyOf(next);
    evidence.follow(rulesOf(change.revision, next));
    routes.configure(next.routesMax + next.routes.length);
    rules.follow(next);
    databases.follow(next, policy.databases?.lengthMs ?? null);
    app = appOf({ config: next, settings: nextSettings });
    gate.forget();
    logRouteSeries(next, log);
    log.level = next.log.level;
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
          takeComparison(record);
          release();
        }),
      onTotals: (totals) => {
        latest = totals;
        evidence.noteTotals(totals);
        rules.report(totals.ruleUses);
      },
      onConfig: configure,
      onTenureBegun: (tenure) => fleet?.begin(tenure),
      onTenureEnded: (tenure) => fleet?.end(tenure),
      onTapShed: ({ tenure, tap, shed }) => fleet?.noteTapShed(tenure, tap, shed),
      onTapsHeard: (taps) => taps.forEach((tap) => members?.hear(tapMember(tap))),
      onReloaded: (id, state) => reloads.settle(id, state),
      onLinked: (linked) => {
        const { replay, forgetMarks, reload } = linked;
        link.resolve(linked);
        replays.connect(replay);
        reloads.connect(reload);
        marks.connect(forgetMarks);
      },
      onReread: () => {
        follower.reread();
        watch.reread();
      },
      onStop: async () => {
        clearInterval(saving);
        const databasesClosed = databases.close();
        follower.stop();
        watch.stop();
        save();
        const closed = beside.close();
        if (store.shared !== null) {
          // What came while a save was under way is in the last one.
          await store.shared.settled();
          evidence.flush();
        }
        await store.close();
        await closed;
        await databasesClosed;
      },
    },
  };
}

/** Before the series are made: Prometheus keeps each of them for as long as it keeps anything. */
function logRouteSeries(config: Config, log: Logger): void {
  const { configured, most, seriesMax, histogramsMax } = routeSeries(config);
  const facts = { configured, most, seriesMax, histogramsMax };
  const isShort = config.metrics.histograms === 'route' && histogramsMax < config.routes.length;
  if (isShort) {
    log.warn(facts, 'metrics.seriesMax is too low: not every route gets its own histograms');
  } else log.info(facts, 'series of /metrics by route');
}

/** @throws what `open` throws, after `orElse` */
function openedOr<T>(open: () => T, orElse: () => void): T {
  try {
    return open();
  } catch (error) {
    orElse();
    throw error;
  }
}
