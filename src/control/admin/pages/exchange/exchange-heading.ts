import { html } from 'hono/html';
import type { Comparison, Outcome } from '../../../../vocabulary/comparison.ts';
import { exchangeId, instanceOf } from '../../../../vocabulary/exchange.ts';
import { shownTargetCharsMax, type SpecimenRequest } from '../../../../vocabulary/specimen.ts';
import { formatDuration, formatTime } from '../../../../vocabulary/format.ts';
import { exchangeUrl, routeUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';

/** The request, its outcome, and why it counts or does not. */
export function exchangeHeading(
  name: string,
  comparison: Comparison,
  { method, target }: SpecimenRequest,
  trace: Html | string,
): Html {
  const { route, area, outcome, reason, primary, candidate, wallClockMs } = comparison;
  return html`
    <h1 class="target">
      <code>${visibleText(method, 40)} ${visibleText(target, shownTargetCharsMax)}</code>
    </h1>
    <p class="facts">
      <span class="area">${visibleText(area)}</span>
      <span>${outcome.replaceAll('_', ' ')}${reason === '' ? '' : `: ${reason}`}</span>
      <span>
        route <a href="${routeUrl(route)}"><code>${visibleText(route)}</code></a>
      </span>
      <span>
        <span class="primary">primary ${primary.status}</span>,
        <span class="candidate">candidate ${candidate?.status ?? 'gave no whole answer'}</span
        >${secondaryStatus(comparison)}
      </span>
      <span
        >${formatDuration(primary.totalMs)} → ${formatDuration(candidate?.totalMs ?? null)}</span
      >
      ${trace}
      <time datetime="${new Date(wallClockMs).toISOString()}">${formatTime(wallClockMs)}</time>
    </p>
    ${excuseNotice(name, comparison)} ${hintNotice(name, comparison)} ${translations(comparison)}
  `;
}

function secondaryStatus({ secondary }: Comparison): Html | string {
  if (secondary === null) return '';
  const withoutAnswer = secondary.isLost === true ? 'was not compared' : 'gave no whole answer';
  const status = secondary.answer?.status ?? withoutAnswer;
  return html`, <span class="secondary">secondary ${status}</span>`;
}

/** Why the exchange is not evidence; its cause may be kept, too. */
function excuseNotice(name: string, { outcome, cascadeOf }: Comparison): Html | string {
  const words = excuseWords[outcome];
  if (words === undefined) return '';
  const cause =
    cascadeOf === null ? '' : html` It follows from exchange ${siblingLink(name, cascadeOf)}.`;
  return html`<p class="notice">${words}${cause}</p>`;
}

const excuseWords: Partial<Record<Outcome, string>> = {
  cascade:
    'The answers differ only in things that an earlier exchange left different in the candidate: this is not counted as a mismatch.',
  racy: 'The answers differ only in what an overlapping write changed: primary could have answered either way, so this is not counted as a mismatch.',
};

/** A possible cause; the mismatch still counts. */
function hintNotice(name: string, { outcome, hint }: Comparison): Html | string {
  if (outcome !== 'mismatch' && outcome !== 'candidate_error') return '';
  // An exchange that an earlier version kept has none.
  if (typeof hint !== 'number') return '';
  return html`
    <p class="quiet">
      May follow from exchange ${siblingLink(name, hint)}. This is a hint and excuses nothing: the
      mismatch counts.
    </p>
  `;
}

/** Another exchange of the same process, which may be one before this. */
function siblingLink(name: string, sequence: number): Html {
  const sibling = exchangeId(instanceOf(name), sequence);
  return html`<a href="${exchangeUrl(sibling)}"><code>${sibling}</code></a>`;
}

function translations({ translated }: Comparison): Html | string {
  if (translated.length === 0) return '';
  return html`
    <p class="quiet">
      Translated into the identities of the candidate:
      ${translated.map(({ place, label }) => html`<span class="identity">${place} ${label}</span> `)}
    </p>
  `;
}
