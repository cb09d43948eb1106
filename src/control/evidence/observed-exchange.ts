import type { Answer, Comparison } from '../../vocabulary/comparison.ts';
import { type CountedAs, countedAs } from '../counted-as.ts';
import type { ObservedExchange } from './record-exchange.ts';
import type { Times } from './record-timings.ts';

const firstServerError = 500;

/**
 * The facts about an exchange that the gate needs.
 *
 * @returns null if it is not evidence about the candidate: excused, lost or left out
 */
export function observedExchange(
  comparison: Comparison,
  under: Pick<ObservedExchange, 'epoch' | 'area' | 'route' | 'under'>,
): ObservedExchange | null {
  const { primary, candidate, secondary, differences, truncated } = comparison;
  const counted = countedAs(comparison);
  const kind = kindOf(counted);
  if (kind === null) return null;
  const isMismatch = counted.kind === 'compared' && counted.isMismatch;
  return {
    ...under,
    wallClockMs: comparison.wallClockMs,
    kind,
    candidateError:
      candidate === null ||
      candidate.status >= firstServerError ||
      (isMismatch && comparison.addsErrors),
    primaryError: primary.status >= firstServerError,
    // Only the outcome decides what is a mismatch, even if no difference is listed.
    differences: isMismatch ? differences : [],
    truncated: isMismatch && (truncated || differences.length === 0),
    unread: kind === 'answered' && comparison.reason !== '',
    secondary: isWitness(comparison) ? secondary : null,
    latency: timesOf(comparison, ({ totalMs, slack }) => measured(totalMs, slack?.totalMs)),
    stream: {
      firstEvent: timesOf(comparison, ({ stream, slack }) =>
        measured(stream?.firstEventMs, slack?.firstMs),
      ),
      largestGap: timesOf(comparison, ({ stream, slack }) =>
        measured(stream?.largestGapMs, slack?.gapMs),
      ),
    },
    readings: isWitness(comparison)
      ? comparison.readings
      : comparison.readings.map((reading) => ({ ...reading, secondary: null })),
  };
}

function kindOf(counted: CountedAs): ObservedExchange['kind'] | null {
  if (counted.kind === 'primary_error') return 'primary_failed';
  if (counted.kind !== 'compared') return null;
  return counted.isAnswered ? 'answered' : 'candidate_failed';
}

/** A secondary that failed alone does not show how primary differs from itself. */
function isWitness({ primary, secondary }: Comparison): boolean {
  const answer = secondary?.answer ?? null;
  if (answer === null) return false;
  return answer.status < firstServerError || primary.status >= firstServerError;
}

/**
 * The secondary is the better reference, because it got its request in the same way; otherwise primary is. If
 * the secondary's answer was lost, primary's time stands only for how long a time may be.
 */
function timesOf(
  comparison: Comparison,
  timeOf: (answer: Answer) => MeasuredTime | null,
): Times | null {
  const { primary, candidate } = comparison;
  const secondary = isWitness(comparison) ? comparison.secondary : null;
  if (candidate === null) return null;
  const ofCandidate = timeOf(candidate);
  const ofReference = timeOf(secondary?.answer ?? primary);
  if (ofCandidate === null || ofReference === null) return null;
  const isLost = comparison.secondary?.isLost === true;
  return {
    candidateMs: ofCandidate.ms,
    candidateSlackMs: isLost ? ofCandidate.ms : ofCandidate.slackMs,
    referenceMs: ofReference.ms,
    referenceSlackMs: isLost ? ofReference.ms : ofReference.slackMs,
  };
}

interface MeasuredTime {
  readonly ms: number;
  readonly slackMs: number;
}

function measured(ms: number | null | undefined, slackMs = 0): MeasuredTime | null {
  return ms === null || ms === undefined ? null : { ms, slackMs };
}
