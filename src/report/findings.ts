import type { GateAnswer } from './answers.ts';
import type { FindingFacts } from './facts.ts';

/** Without all of these, the absence of a difference proves nothing. */
const proving = ['findings', 'mismatches', 'route_exchanges'];

/**
 * Every finding of the epochs, once, with its outcome.
 *
 * @param judged the answers of the gate for each epoch, the running one first, then the others, the newest first
 */
export function findingsOf(judged: readonly GateAnswer[]): readonly FindingFacts[] {
  const [current] = judged;
  if (current === undefined) return [];
  const found = new Map<string, FindingFacts>();
  for (const one of current.accepted) found.set(keyOf(one), acceptedFinding(one, current));
  for (const [age, answer] of judged.entries()) {
    for (const one of answer.findings) {
      const earlier = found.get(keyOf(one));
      if (earlier === undefined) {
        found.set(
          keyOf(one),
          seenFinding(one, answer, fateOf(one.area, answer, judged.slice(0, age))),
        );
      } else if (earlier.exchanges === null) {
        found.set(keyOf(one), seenFinding(one, answer, earlier.fate));
      }
    }
  }
  return [...found.values()];
}

type Seen = GateAnswer['findings'][number];
type Accepted = GateAnswer['accepted'][number];

function keyOf({ route, field }: Pick<Seen, 'route' | 'field'>): string {
  return JSON.stringify([route, field]);
}

function seenFinding(
  { area, route, field, exchanges, lastSeenMs, page }: Seen,
  { epoch }: GateAnswer,
  fate: FindingFacts['fate'],
): FindingFacts {
  const lastSeen = lastSeenMs === null ? null : new Date(lastSeenMs).toISOString();
  const of = { epoch: epoch.key, version: epoch.version };
  return { area, route, field, exchanges, ...of, lastSeen, page, example: null, fate };
}

function acceptedFinding(
  { route, field, who, reason, expiresAtMs }: Accepted,
  { epoch }: GateAnswer,
): FindingFacts {
  return {
    area: null,
    route,
    field,
    exchanges: null,
    epoch: epoch.key,
    version: epoch.version,
    lastSeen: null,
    page: null,
    example: null,
    fate: { became: 'accepted', who, why: reason, until: new Date(expiresAtMs).toISOString() },
  };
}

/** @param others the answers for epochs without the finding: later ones, and the running one */
function fateOf(
  area: string,
  { epoch }: GateAnswer,
  others: readonly GateAnswer[],
): FindingFacts['fate'] {
  if (others.length === 0) return { became: 'open' };
  const proof = others.findLast(
    // After a rollback, the running epoch is an earlier one.
    (one) =>
      one.epoch.startedAtMs > epoch.startedAtMs &&
      one.epoch.version !== epoch.version &&
      provesGone(one, area),
  );
  if (proof === undefined) return { became: 'notSeen' };
  return { became: 'fixed', version: proof.epoch.version, epoch: proof.epoch.key };
}

function provesGone({ criteria }: GateAnswer, area: string): boolean {
  return proving.every((name) =>
    criteria.some((one) => one.criterion === name && one.area === area && one.result === 'pass'),
  );
}
