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
  /** Null or left out in a process that is not a hub. */
  readonly hub?: HubSetup | null;
  /** Where the shadow plane records lags; null or left out if nothing is learned. */
  readonly lagMemory?: LagMemory | null;
  readonly settings: readonly Setting[];
  readonly tally: Tally;
  readonly log: Logger;
  /** The parts that are written with each save, into a store that several processes share. */
  readonly makePart?: MakeCommitPart;
  /** The wall clock, milliseconds since the epoch. */
  readonly now?: () => number;
  /** The monotonic clock, in milliseconds. */
  readonly monotonic?: () => number;
}

export interface ControlPlane {
  /** The link to the supervisor: comparisons come in, nothing goes out. */
  readonly ends: PlaneEnds;
  /** The app that answers on the admin address; another config makes another one. */
  readonly app: Hono;
  /** Writes the new data since the last call; called every second. */
  save(): void;
}

/** A killed process loses the counts since the last save. */
const saveEveryMs = 1000;

/** Counts comparisons, in bounded memory, and serves the results to people and programs. */
export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { config, instance, settings, tally, log, now = Date.now } = options;
  const { revision = firstRevision } = options;
  const { monotonic = () => performance.now(), hub = null, lagMemory = null } = options;
  const clock =
    // If a replay sends requests to primary, exchanges happen now, not when they were recorded.
    config.replay === undefined || config.replay.asksPrimary
      ? createSteadyClock({ wall: now, monotonic })
      : createRecordedClock({ startedAtMs: config.replay.startedAtMs, monotonic });
  const routes = new RouteLedger(config.routesMax + config.routes.length, clock.now);
  const rules = new RuleLedger({ config, log, now: clock.now });
  const recent = new RecentComparisons();
  let policy = policyOf(config);
  let running = config;
  // The hubs of a fleet name exchanges in the same way, and each saves its own.
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
  /** Operators acted in another process, or another epoch is current. */
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
  const problems = new RateLimitedLog(log);
  const access = createTokenAccess({ admin: config.admin, problems, now: monotonic });
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
    // It may fail; nothing has changed before it.
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
          // Data that arrived during a save is in the last one.
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

/** Before the series are created, because Prometheus keeps each of them for its whole retention time. */
function logRouteSeries(config: Config, log: Logger): void {
  const { configured, most, seriesMax, histogramsMax } = routeSeries(config);
  const facts = { configured, most, seriesMax, histogramsMax };
  const isShort = config.metrics.histograms === 'route' && histogramsMax < config.routes.length;
  if (isShort) {
    log.warn(facts, 'metrics.seriesMax is too low: not every route gets its own histograms');
  } else log.info(facts, 'series of /metrics by route');
}

/** @throws the errors of `open`, after `orElse` */
function openedOr<T>(open: () => T, orElse: () => void): T {
  try {
    return open();
  } catch (error) {
    orElse();
    throw error;
  }
}
