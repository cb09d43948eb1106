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
 * These can fail by chance, and so can `resources` and `databases`. Of the others, `queries` fails by a rule, and
 * the rest only wait. Each has its share of α from the start, judged or not: event streams and Server-Timing may
 * appear at any time, and a share that the others have used cannot be taken back. This does not make a pass
 * harder, because its error is not split.
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
 * The gate: a pure function, which may be called at any time.
 *
 * How α is split. The gate fails if any criterion of any area or route does, so all of them share α, over all
 * evaluations: see {@link spendAlpha}. It passes only if every criterion passes, so a bad candidate must pass the
 * very test that it should fail: each test may use all of α. An interval's lower end therefore holds with less
 * error than its upper end.
 *
 * The gate fails closed. It does not pass with an area of the config that was never seen, with evidence of
 * another candidate version, with too many shed, excused or left-out exchanges, or too early.
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
  // The area of routes without an area may appear at any time, so it has its share from the start. An area whose
  // routes were all compared under other rules has used its share.
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
      // They are evaluated once for all areas, so each has the shares of all areas.
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
    // A criterion that is judged in part has a result, too.
    notJudged: policy.notJudged.filter(
      ({ criterion }) => !criteria.some((one) => one.criterion === criterion),
    ),
    findings: allFindings(byArea.map(({ findings }) => findings)),
  };
}

/** The criteria that do not depend on the traffic, if they are configured. */
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

/** How the fields of each route are judged. */
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

/** If nothing is mirrored, more clean exchanges cannot be required: none will come. */
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

/** Scope comes first, because waiting does not change it, and then excused exchanges. */
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
