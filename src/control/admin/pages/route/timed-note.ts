import { html } from 'hono/html';
import { timesMin } from '../../../latency-pair.ts';
import { type Deployment, deployments, type RouteCounts } from '../../../route-counts.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import type { Html } from '../visible-text.ts';

const untimedWords: Readonly<Record<Deployment, string>> = {
  primary:
    "primary's time is not known: the client was slow to read, or primary answered before it had the whole request",
  candidate: "the candidate's time is not known: it answered before it had the whole request",
  secondary: "the secondary's time is not known: it answered before it had the whole request",
};

/** How many of the compared exchanges have a response time, and why the others have none. */
export function timedNote({ compared, latency, untimed, outcomes }: TimedCounts): Html | string {
  if (compared === 0) return '';
  const timed = latency.candidate.count;
  const reasons = [
    [outcomes.candidate_error, 'the candidate gave no whole answer'] as const,
    ...deployments.map((one) => [untimed[one], untimedWords[one]] as const),
  ].filter(([count]) => count > 0);
  return html`
    <p class="quiet">
      ${formatCount(timed)} of ${formatCount(compared)} compared exchanges are
      timed${reasons.length === 0 ? '.' : ':'}
    </p>
    ${
      reasons.length === 0
        ? ''
        : html`<ul class="untimed quiet">
            ${reasons.map(([count, words]) => html`<li>in ${formatCount(count)}, ${words}</li>`)}
          </ul>`
    }
    ${
      timed > 0 && timed < timesMin
        ? html`<p class="quiet">The plot needs at least ${timesMin} times.</p>`
        : ''
    }
  `;
}

type TimedCounts = Pick<RouteCounts, 'compared' | 'latency' | 'untimed' | 'outcomes'>;
