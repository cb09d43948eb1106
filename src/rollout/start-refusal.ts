import { gateWords, type GateView, isRead } from './gate-view.ts';
import type { Plan, PlannedEnvironment } from './plan-schema.ts';
import { isQuiet } from './quiet-hours.ts';
import type { Refusal, Situation } from './situation.ts';
import { isWatched, type Tracks } from './tracks.ts';

/**
 * Why an environment may not be promoted now; null if it may.
 *
 * @param stopped why the rollout is stopped
 * @param inFlight how many environments are promoted and have not passed
 */
export function startRefusal(
  environment: PlannedEnvironment,
  { plan, tracks, gates, now }: Situation,
  stopped: string | null,
  inFlight: number,
): Refusal | null {
  const { name, tier, after } = environment;
  if (stopped !== null) return refuse('person', `the rollout is stopped: ${stopped}`);
  const earlier = plan.environments.filter((one) => isEarlier(plan, one.tier, tier));
  const open = earlier.find((one) => tracks.get(one.name)?.kind !== 'passed');
  if (open !== undefined) return refuse('turn', `${open.name} of tier ${open.tier} has not passed`);
  if (tier !== plan.tiers[0] && !isRehearsed(plan, tracks)) {
    const [first] = canariesOf(plan);
    return refuse(
      'person',
      `no rollback was rehearsed: run parallax rollout rehearse ${first?.name}`,
    );
  }
  const before = after.find((other) => tracks.get(other)?.kind !== 'passed');
  if (before !== undefined) return refuse('turn', `${before} has not passed`);
  const { atOnce, quietHours } = plan.limits;
  if (inFlight >= atOnce) return refuse('turn', `${inFlight} in progress, and atOnce is ${atOnce}`);
  if (isQuiet(quietHours, now)) return refuse('time', 'quiet hours');
  // Any of them may fail now, and would stop the rollout.
  const unread = plan.environments.find(
    (one) => isWatched(tracks.get(one.name)) && !isRead(gates.get(one.name)),
  );
  if (unread !== undefined) return refuse('gate', `the gate of ${unread.name} was not read`);
  const gate = gates.get(name);
  return gate === undefined
    ? refuse('gate', 'its gate was not read')
    : gateRefusal(gate, environment, plan.version);
}

function refuse(by: Refusal['by'], why: string): Refusal {
  return { by, why };
}

/** The environments of the first tier. */
export function canariesOf({ tiers, environments }: Plan): readonly PlannedEnvironment[] {
  return environments.filter(({ tier }) => tier === tiers[0]);
}

function isRehearsed(plan: Plan, tracks: Tracks): boolean {
  return canariesOf(plan).some(({ name }) => (tracks.get(name)?.rehearsal ?? null) !== null);
}

function isEarlier({ tiers }: Plan, one: string, other: string): boolean {
  return tiers.indexOf(one) < tiers.indexOf(other);
}

function gateRefusal(
  gate: GateView,
  { gate: { before } }: PlannedEnvironment,
  version: string | undefined,
): Refusal | null {
  if (gate.verdict === 'unreachable') return { by: 'unreachable', why: gateWords(gate) };
  if (before === 'reachable') return null;
  if (before === 'notFail') {
    return gate.verdict === 'fail' ? { by: 'gate', why: gateWords(gate) } : null;
  }
  if (gate.verdict !== 'pass') return { by: 'gate', why: gateWords(gate) };
  if (version === undefined || gate.version === version) return null;
  const why = `the gate passes ${gate.version ?? 'no version'}, and the plan promotes ${version}`;
  return { by: 'gate', why };
}
