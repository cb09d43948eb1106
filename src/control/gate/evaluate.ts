import { noArea } from '../../config/route-table.ts';
import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import type {
  CriterionName,
  CriterionResult,
  OpenFindings,
  Verdict,
  VerdictWord,
} from '../../vocabulary/verdict.ts';
import { type AreaUnderTest, judgedAreas, routeRanks, routesByArea } from './area-evidence.ts';
import { countCriterion } from './count-criterion.ts';
import { databasesCriterion } from './databases-criterion.ts';
import { errorCriterion } from './error-criterion.ts';
import { excusedCriterion } from './excused-criterion.ts';
import { judgeFields } from './field-standing.ts';
import { allFindings, findingsCriterion, openFindings } from './findings.ts';
import { mismatchCriterion } from './mismatch-criterion.ts';
import { acceptedFields, type Circumstances } from './overrides.ts';
import { withProofs } from './proofs.ts';
import { queriesCriterion } from './queries-criterion.ts';
import { recentCriterion } from './recent-criterion.ts';
import type { GatePolicy } from './resolve-policy.ts';
import { resourcesCriterion } from './resources-criterion.ts';
import { scopeCriterion } from './scope-criterion.ts';
import { unmirroredWords } from './scope-words.ts';
import { serverTimingCriterion } from './server-timing-criterion.ts';
import { spendAlpha } from './spend-alpha.ts';
import { epochCriterion, holdCriterion } from './standing-criteria.ts';
import { timingCriteria } from './timing-criteria.ts';
import {
  areaCoverageCriterion,
  routeCriterion,
  soakCriterion,
  totalCoverageCriterion,
} from './traffic-criteria.ts';

/**
 * These can fail by chance, as can `resources` and `databases`; of the others, `queries` fails by a rule, and the rest only wait.
 * Each has its share from the start, whether it is judged yet or not: event streams and Server-Timing may appear at
 * any time, and a share that the others had used until then could not be given again. A pass costs no more for
 * that: its error is not split.
 */
const statistical: readonly CriterionName[] = [
  'mismatches',
  'errors',
  'latency',
  'latency_tail',
  'stream_start',
  'stream_gap',
  'server_timing',
  'counts',
];

/**
 * The gate: a pure function, to be asked as often as one likes.
 *
 * How α is split. The gate fails if any criterion of any area or route does, so that they share α, at
 * all looks together: see {@link spendAlpha}. It passes only if every criterion does, so that a
 * candidate that is bad in whatever respect must get past that one test: each may use all of α. An
 * interval's lower end therefore holds with less error than its upper end.
 *
 * It fails closed: an area of the config that was never seen, evidence of another candidate version,
 * shed exchanges, what policy left out, what was excused and too little time all keep it from passing.
 *
 * @param nowMs milliseconds since the epoch
 */
export function evaluateGate(
  evidence: Evidence,
  policy: GatePolicy,
  nowMs: number,
  circumstances: Circumstances,
): Verdict {
  const routes = routesByArea(evidence);
  const areas = judgedAreas(routes, policy);
  // The area of routes that were given none may be seen at any time: it has its share from the start,
  // and one whose routes were all compared under other rules has used its own.
  const { others = [] } = circumstances;
  const areasTested = new Set([...areas, ...others.map(({ area }) => area), noArea]).size;
  const accepted = acceptedFields(circumstances.accepted, circumstances.wallMs ?? nowMs);
  const watched = [policy.resources, policy.databases].filter((one) => one !== null);
  const tested = statistical.length + watched.length;
  const alpha = spendAlpha(policy.alpha, tested, areasTested);
  const rankOf = routeRanks(evidence, others);
  const byArea = areas.map((area) => {
    const ofArea = { policy: policy.areas.get(area) ?? policy.otherAreas, alpha, accepted, nowMs };
    const routesOfArea = routes.get(area) ?? [];
    return judgeArea({
      ...ofArea,
      area,
      routes: routesOfArea,
      mismatches: mismatchesByRoute(routesOfArea, ofArea),
      passAlpha: policy.alpha,
      rankOf,
      findings: policy,
      scope: policy.scope,
      judgesTimes: policy.judgesTimes,
      unmirrored: unmirroredWords(routesOfArea, policy.scope),
    });
  });
  const judged = byArea.flatMap(({ criteria }) => criteria);
  judged.push(
    scopeCriterion(routes, policy, areas),
    totalCoverageCriterion(evidence, policy),
    ...watchedCriteria(evidence, policy, {
      // They are asked once, so that each has the shares of all areas.
      alpha: alpha.overTime * areasTested,
      faults: circumstances.unreadableDatabases ?? [],
      nowMs,
    }),
    epochCriterion(evidence.epochs, circumstances),
    holdCriterion(circumstances.hold),
  );
  const criteria = withProofs(judged, evidence);
  return {
    verdict: verdictOf(criteria),
    evaluatedAtMs: nowMs,
    reasons: [...reasonsOf(criteria, 'fail'), ...waitingReasons(criteria)],
    criteria,
    // A criterion that is judged in part has a result.
    notJudged: policy.notJudged.filter(
      ({ criterion }) => !criteria.some((one) => one.criterion === criterion),
    ),
    findings: allFindings(byArea.map(({ findings }) => findings)),
  };
}

/** What is asked beside the traffic, where it is configured. */
function watchedCriteria(
  { watched }: Evidence,
  { resources, databases, queries }: GatePolicy,
  { alpha, faults, nowMs }: { alpha: number; faults: readonly string[]; nowMs: number },
): readonly CriterionResult[] {
  return [
    ...(resources === null
      ? []
      : [resourcesCriterion({ watched, policy: resources, alpha, nowMs })]),
    ...(databases === null
      ? []
      : [databasesCriterion({ watched, policy: databases, alpha, faults })]),
    ...(queries === null ? [] : [queriesCriterion(watched, queries, nowMs)]),
  ];
}

/** What is judged of the fields of each route. */
function mismatchesByRoute(
  routes: readonly RouteEvidence[],
  {
    policy,
    alpha,
    accepted,
    nowMs,
  }: Pick<AreaUnderTest, 'policy' | 'alpha' | 'accepted' | 'nowMs'>,
): AreaUnderTest['mismatches'] {
  return new Map(
    routes.map((route) => {
      const ruledOut = accepted.get(route.route) ?? noneAccepted;
      const judging = { noise: policy.noise, alpha: alpha.overTime, accepted: ruledOut, nowMs };
      return [route, judgeFields(route, judging)];
    }),
  );
}

const noneAccepted: ReadonlySet<string> = new Set();

interface JudgedArea {
  readonly criteria: readonly CriterionResult[];
  readonly findings: OpenFindings;
}

function judgeArea(under: AreaUnderTest): JudgedArea {
  const findings = openFindings(under);
  const criteria = [
    withoutPromise(mismatchCriterion(under), under),
    withoutPromise(errorCriterion(under), under),
    ...[...timingCriteria(under), ...serverTimingCriterion(under), ...countCriterion(under)].map(
      (result) => withoutPromise(result, under),
    ),
    findingsCriterion(under, findings),
    recentCriterion(under),
    routeCriterion(under),
    areaCoverageCriterion(under),
    excusedCriterion(under),
    soakCriterion(under),
  ];
  return { criteria, findings };
}

/** Where nothing is mirrored, no number of clean exchanges can be asked for: none will come. */
function withoutPromise(
  result: CriterionResult,
  { area, unmirrored }: AreaUnderTest,
): CriterionResult {
  if (unmirrored === null) return result;
  const reason = `${area}: no exchange was compared: ${unmirrored}.`;
  return { ...result, needs: { exchanges: null, waitMs: null }, reason };
}

function verdictOf(criteria: readonly CriterionResult[]): VerdictWord {
  if (criteria.some(({ result }) => result === 'fail')) return 'fail';
  return criteria.every(({ result }) => result === 'pass') ? 'pass' : 'inconclusive';
}

/** What is out of scope comes first, as no waiting brings it in, and then what was excused. */
function waitingReasons(criteria: readonly CriterionResult[]): string[] {
  const ranked = criteria.toSorted((a, b) => urgencyOf(a) - urgencyOf(b));
  return reasonsOf(ranked, 'inconclusive');
}

function urgencyOf({ criterion }: CriterionResult): number {
  return criterion === 'scope' ? 0 : criterion === 'excused' ? 1 : 2;
}

function reasonsOf(criteria: readonly CriterionResult[], result: VerdictWord): string[] {
  return criteria.filter((one) => one.result === result).map(({ reason }) => reason);
}
