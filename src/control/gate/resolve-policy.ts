import type { GateSettings } from '../../config/gate-policy.ts';
import { isMeantToBeLeftOut, type ScopePolicy } from '../../config/out-of-scope.ts';
import { operationEntries, withInherited } from '../../config/route-operations.ts';
import { noArea } from '../../config/route-table.ts';
import type { RouteConfig } from '../../config/schema.ts';
import type { TimingMargin } from '../../vocabulary/evidence.ts';
import type { NotJudged } from '../../vocabulary/verdict.ts';
import type { WatchPolicy } from './watch-policy.ts';

/** By how much a time must be longer to count, and how often that may be. */
interface LatencyPolicy {
  readonly slower: TimingMargin & { readonly share: number };
  readonly tail: TimingMargin & { readonly share: number };
  /** Of what Server-Timing counts: `extraMs` is a number of whatever is counted. */
  readonly counted: TimingMargin & { readonly share: number };
  /** Of the compared exchanges, between 0 and 1. */
  readonly measuredShareMin: number;
}

/** What is asked of one area, with nothing left open. */
export interface AreaPolicy {
  /** Shares of exchanges, between 0 and 1. */
  readonly mismatchBudget: number;
  readonly errorBudget: number;
  readonly latency: LatencyPolicy;
  readonly requiredRoutes: readonly string[];
  readonly routeExchangesMin: number;
  readonly coverageFloor: number;
  readonly excusedShareMax: number;
  readonly soakHours: number;
  readonly noise: boolean;
  readonly counts: readonly CountPolicy[];
}

/** A total of both deployments, and by which share of it the two may differ. */
export interface CountPolicy {
  readonly name: string;
  readonly tolerance: number;
}

/** The gate's policy, with the defaults filled in for every area. */
export interface GatePolicy extends WatchPolicy {
  /** Of the whole gate; see `evaluateGate` for how it is split. */
  readonly alpha: number;
  /** The areas of the config's own routes: each must be seen before the gate can pass. */
  readonly areas: ReadonlyMap<string, AreaPolicy>;
  /** For an area that evidence has and these are not, such as one of an OpenAPI document. */
  readonly otherAreas: AreaPolicy;
  /** `settled`: the gate does not pass while a difference is open. */
  readonly findings: 'settled' | 'budget';
  /** A difference is gone when its route was compared so often without it. */
  readonly findingGoneAfter: number;
  readonly recentHours: number;
  /** What is mirrored at all, and what the config says is meant to be left out. */
  readonly scope: ScopePolicy;
  /** Whether times are judged at all. */
  readonly judgesTimes: boolean;
  /** Criteria that a replay does not judge; empty for live traffic. */
  readonly notJudged: readonly NotJudged[];
}

/**
 * Fills in what the config leaves open: single values by those of `defaults`, required routes by
 * all that are configured for the area, noise by whether there is a secondary to show it. Routes that
 * are meant to be left out are not required, and make no area, nor do those that only an OpenAPI document has:
 * whether all of it is asked is for people to judge.
 *
 * @param methods `mirror.methods`
 * @param watch what is asked beside the traffic
 */
export function resolveGatePolicy(
  settings: GateSettings,
  routes: readonly RouteConfig[],
  hasSecondary: boolean,
  methods: ScopePolicy['methods'] = 'safe',
  watch: WatchPolicy = { resources: null, queries: null, databases: null },
): GatePolicy {
  const scope = { methods, outOfScope: settings.outOfScope };
  const judged = withInherited(routes).filter(
    (route) => !isMeantToBeLeftOut(route, scope) && !isNamedByOperations(route, routes),
  );
  const names = new Set(Object.keys(settings.areas));
  const own = judged.filter(({ documentOnly }) => documentOnly !== true);
  for (const { area } of own) names.add(area ?? noArea);
  if (names.size === 0 && own.length === judged.length) names.add(noArea);

  function policyOf(area: string): AreaPolicy {
    // An area may be called `constructor`.
    const given = Object.hasOwn(settings.areas, area) ? settings.areas[area] : undefined;
    const common = settings.defaults;
    return {
      mismatchBudget: given?.mismatchBudget ?? common.mismatchBudget,
      errorBudget: given?.errorBudget ?? common.errorBudget,
      latency: {
        ...latencyOf(given?.latency, common.latency),
        counted: countedOf(given?.serverTiming, common.serverTiming),
      },
      requiredRoutes: given?.requiredRoutes ?? common.requiredRoutes ?? configuredRoutes(own, area),
      routeExchangesMin: given?.routeExchangesMin ?? common.routeExchangesMin,
      coverageFloor: given?.coverageFloor ?? common.coverageFloor,
      excusedShareMax: given?.excusedShareMax ?? common.excusedShareMax,
      soakHours: given?.soakHours ?? common.soakHours,
      noise: given?.noise ?? common.noise ?? hasSecondary,
      counts: given?.counts ?? [],
    };
  }

  return {
    alpha: settings.alpha,
    areas: new Map([...names].map((area) => [area, policyOf(area)])),
    // The routes of the config are all of other areas.
    otherAreas: {
      ...policyOf(noArea),
      requiredRoutes: settings.defaults.requiredRoutes ?? [],
      counts: [],
    },
    findings: settings.findings,
    findingGoneAfter: settings.findingGoneAfter,
    recentHours: settings.recentHours,
    scope,
    judgesTimes: true,
    notJudged: [],
    ...watch,
  };
}

/** The config names its operations, and nothing of it but these: each belongs to an area of its own. */
function isNamedByOperations(route: RouteConfig, routes: readonly RouteConfig[]): boolean {
  if (route.by === undefined || route.area !== undefined) return false;
  return [...operationEntries(routes).values()].some(({ of }) => of.match === route.match);
}

type LatencySettings = GateSettings['defaults']['latency'];
type PartialLatency = NonNullable<GateSettings['areas'][string]['latency']>;

function latencyOf(
  given: PartialLatency | undefined,
  common: LatencySettings,
): Omit<LatencyPolicy, 'counted'> {
  const slower = {
    factor: 1 + (given?.delta ?? common.delta),
    extraMs: given?.epsilonMs ?? common.epsilonMs,
    share: given?.share ?? common.share,
  };
  return {
    slower,
    tail: {
      // What is not even slower is not much slower.
      factor: Math.max(slower.factor, given?.tail?.factor ?? common.tail.factor),
      extraMs: Math.max(slower.extraMs, given?.tail?.extraMs ?? common.tail.extraMs),
      share: given?.tail?.share ?? common.tail.share,
    },
    measuredShareMin: given?.measuredShareMin ?? common.measuredShareMin,
  };
}

function countedOf(
  given: GateSettings['areas'][string]['serverTiming'],
  common: GateSettings['defaults']['serverTiming'],
): LatencyPolicy['counted'] {
  return {
    factor: given?.factor ?? common.factor,
    extraMs: given?.extra ?? common.extra,
    share: given?.share ?? common.share,
  };
}

function configuredRoutes(routes: readonly RouteConfig[], area: string): readonly string[] {
  return routes.filter((route) => (route.area ?? noArea) === area).map(({ match }) => match);
}
