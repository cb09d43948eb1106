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
  /** For counts in Server-Timing: `extraMs` is a count. */
  readonly counted: TimingMargin & { readonly share: number };
  /** Of the compared exchanges, between 0 and 1. */
  readonly measuredShareMin: number;
}

/** The complete policy for one area. */
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

/** A total of both deployments, and the share by which the two may differ. */
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
  /** For areas that are only in the evidence, such as those of an OpenAPI document. */
  readonly otherAreas: AreaPolicy;
  /** `settled`: the gate does not pass while a difference is open. */
  readonly findings: 'settled' | 'budget';
  /** A difference is gone after this many comparisons of its route without it. */
  readonly findingGoneAfter: number;
  readonly recentHours: number;
  /** What is mirrored, and what the config declares as out of scope. */
  readonly scope: ScopePolicy;
  /** Whether times are judged at all. */
  readonly judgesTimes: boolean;
  /** Criteria that a replay does not judge; empty for live traffic. */
  readonly notJudged: readonly NotJudged[];
}

/**
 * Fills in missing keys: single values from `defaults`, required routes from the configured routes of the area,
 * and noise is on if there is a secondary. Routes that the config leaves out are not required and make no area,
 * and neither do routes that only an OpenAPI document has: people decide whether they must all be requested.
 *
 * @param methods `mirror.methods`
 * @param watch the criteria that do not depend on the traffic
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
    // No route of the config belongs to it.
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

/** The config names only its operations, and each belongs to its own area. */
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
      // A time that is not slower is not much slower either.
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
