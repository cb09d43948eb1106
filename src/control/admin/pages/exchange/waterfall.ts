import { html } from 'hono/html';
import type { Comparison } from '../../../../vocabulary/comparison.ts';
import type { SpecimenTimes } from '../../../../vocabulary/specimen.ts';
import { formatDuration } from '../../../../vocabulary/format.ts';
import type { Html } from '../visible-text.ts';

interface Bar {
  readonly name: 'primary' | 'candidate' | 'secondary';
  /** Milliseconds since the first request byte. */
  readonly sentMs: number;
  readonly firstByteMs: number;
  readonly endedMs: number;
}

/**
 * When each deployment got its request and answered. The mirrored requests were sent later than drawn: all bars
 * start where primary's does, so that the durations can be compared.
 */
export function waterfall(comparison: Comparison, times: SpecimenTimes): Html {
  const { candidate, secondary } = comparison;
  const sentMs = times.sentMs ?? 0;
  const bars = [
    barOf('primary', sentMs, minus(times.firstByteMs, sentMs), minus(times.endedMs, sentMs)),
    barOf('candidate', sentMs, candidate?.firstByteMs ?? null, candidate?.totalMs ?? null),
    barOf(
      'secondary',
      sentMs,
      secondary?.answer?.firstByteMs ?? null,
      secondary?.answer?.totalMs ?? null,
    ),
  ].filter((bar) => bar !== null);
  if (bars.length === 0) return html`<p class="quiet">No times are known.</p>`;
  const longestMs = Math.max(...bars.map(({ endedMs }) => endedMs), 0.001);
  return html`
    <table class="waterfall">
      <thead>
        <tr>
          <th scope="col">Deployment</th>
          <th scope="col">When</th>
          <th scope="col" class="number">First byte</th>
          <th scope="col" class="number">Last byte</th>
        </tr>
      </thead>
      <tbody>
        ${bars.map((bar) => row(bar, longestMs))}
      </tbody>
    </table>
    ${streamNotice(comparison)}
  `;
}

/** The times of event streams, in a sentence. */
function streamNotice({ primary, candidate }: Comparison): Html | string {
  const [ours, theirs] = [primary.stream, candidate?.stream];
  if (!ours || !theirs) return '';
  return html`
    <p class="quiet">
      First event after ${formatDuration(ours.firstEventMs)} →
      ${formatDuration(theirs.firstEventMs)}; longest silence ${formatDuration(ours.largestGapMs)} →
      ${formatDuration(theirs.largestGapMs)}.
    </p>
  `;
}

function minus(moment: number | null, sentMs: number): number | null {
  return moment === null ? null : Math.max(0, moment - sentMs);
}

/** If the total is not known, the bar ends at the first byte. */
function barOf(
  name: Bar['name'],
  sentMs: number,
  firstByteMs: number | null,
  totalMs: number | null,
): Bar | null {
  const first = firstByteMs ?? totalMs;
  if (first === null) return null;
  return { name, sentMs, firstByteMs: sentMs + first, endedMs: sentMs + (totalMs ?? first) };
}

function row({ name, sentMs, firstByteMs, endedMs }: Bar, longestMs: number): Html {
  const at = (moment: number): number => (1000 * moment) / longestMs;
  return html`
    <tr>
      <th scope="row" class="${name}">${name}</th>
      <td>
        <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" class="${name}">
          <rect class="waiting" x="${at(sentMs)}" width="${at(firstByteMs - sentMs)}" height="10" />
          <rect
            x="${at(firstByteMs)}"
            width="${Math.max(2, at(endedMs - firstByteMs))}"
            height="10"
          />
        </svg>
      </td>
      <td class="number">${formatDuration(firstByteMs - sentMs)}</td>
      <td class="number">${formatDuration(endedMs - sentMs)}</td>
    </tr>
  `;
}
