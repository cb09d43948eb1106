import type { Plan } from '../rollout/plan-schema.ts';
import { endWords, type Track } from '../rollout/environment-track.ts';
import { gateWords } from '../rollout/gate-view.ts';
import type { JournalEntry } from '../rollout/journal-entry.ts';
import { tracksOf } from '../rollout/tracks.ts';
import type { RolloutFacts } from './facts.ts';
import { secondsWords } from './seconds-words.ts';
import { shownText } from './shown-text.ts';

const hourMs = 3_600_000;

/**
 * The rollout according to its journal.
 *
 * @param plan null if there is only the journal: then the planned length of a soak is unknown
 */
export function rolloutFacts(
  entries: readonly JournalEntry[],
  plan: Plan | null,
  now: Date,
): RolloutFacts | null {
  const last = entries.at(-1);
  const name = plan?.rollout ?? last?.rollout;
  if (name === undefined) return null;
  const version = plan === null ? (last?.version ?? null) : (plan.version ?? null);
  const soakHours = new Map(plan?.environments.map((one) => [one.name, one.soakHours]));
  const planned: readonly Named[] = plan?.environments ?? environmentsIn(entries);
  // A step without an end may not have happened.
  const tracks = tracksOf(
    { environments: plan?.environments ?? [], ...(version !== null && { version }) },
    entries,
    new Set(),
  );
  return {
    rollout: name,
    version: version === null ? null : shownText(version),
    isPlanned: plan !== null,
    tiers: [...(plan?.tiers ?? new Set(planned.map(({ tier }) => tier)))],
    environments: planned.flatMap((one) => {
      const track = tracks.get(one.name);
      const asked = soakHours.get(one.name) ?? null;
      return track === undefined ? [] : [environmentFacts(one, asked, track, now)];
    }),
    timeline: entries.filter(({ event }) => event !== 'started').map(momentOf),
  };
}

type Named = Pick<Plan['environments'][number], 'name' | 'tier'>;

function environmentsIn(entries: readonly JournalEntry[]): readonly Named[] {
  const tiers = new Map(entries.map(({ environment, tier }) => [environment, tier]));
  return [...tiers].map(([name, tier]) => ({ name, tier: shownText(tier) }));
}

function environmentFacts(
  { name, tier }: Named,
  soakHoursAsked: number | null,
  { kind, promotedAt, passedAt, rehearsal }: Track,
  now: Date,
): RolloutFacts['environments'][number] {
  // If the candidate no longer answers, a soak does not count.
  const isPromoted = promotedAt !== null && (kind === 'soaking' || kind === 'passed');
  const tookMs = isPromoted ? (passedAt ?? now.getTime()) - promotedAt : null;
  return {
    environment: shownText(name),
    tier,
    state: kind,
    promotedAt: isPromoted ? isoTime(promotedAt) : null,
    passedAt: kind === 'passed' ? isoTime(passedAt) : null,
    soakHoursAsked,
    soakHoursTaken: tookMs === null ? null : Math.max(0, tookMs) / hourMs,
    rehearsal:
      rehearsal === null
        ? null
        : {
            at: rehearsal.at,
            who: shownText(rehearsal.who),
            rollbackMs: rehearsal.rollbackMs,
            promoteMs: rehearsal.promoteMs,
          },
  };
}

function momentOf(entry: JournalEntry): RolloutFacts['timeline'][number] {
  const { at, environment, who } = entry;
  const why = 'why' in entry ? entry.why : null;
  return {
    at,
    environment: shownText(environment),
    who: shownText(who),
    what: shownText(whatOf(entry)),
    why: why === null ? null : shownText(why),
  };
}

function whatOf(entry: JournalEntry): string {
  switch (entry.event) {
    case 'begin':
      return `${entry.step} begins${entry.isRehearsal ? ' (rehearsal)' : ''}`;
    case 'end':
      return `${entry.step} ${endWords(entry)} after ${secondsWords(entry.durationMs)}`;
    case 'rehearsed':
      return `rehearsed: rollback ${secondsWords(entry.rollbackMs)}, promotion ${secondsWords(entry.promoteMs)}`;
    case 'passed':
    case 'held':
    case 'cleared':
      return entry.gate === null ? entry.event : `${entry.event}: ${gateWords(entry.gate)}`;
    case 'resumed':
    case 'started':
      return entry.event;
  }
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
