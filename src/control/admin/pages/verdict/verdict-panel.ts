import { html } from 'hono/html';
import type { CriterionResult, VerdictWord } from '../../../../vocabulary/verdict.ts';
import type { DocumentCoverage } from '../../../document-coverage.ts';
import { unknownVersion } from '../../../epoch.ts';
import { totalWords } from '../../../gate/area-totals.ts';
import type { Judgement } from '../../../gate/gate.ts';
import { apartNotice } from '../apart-notice.ts';
import { documentNote } from '../document/document-note.ts';
import { formatCount, formatTime } from '../../../../vocabulary/format.ts';
import { findingList, type FindingListOptions } from '../findings/finding-list.ts';
import { operatorLinks } from '../operate/operator-links.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { acceptedList } from './accepted-list.ts';
import { type AreaStanding, areaStandings, areaTable } from './area-table.ts';
import { criterionTable, criterionTitles } from './criterion-table.ts';
import { notYetOf } from './not-yet.ts';
import { notYetSection } from './not-yet-section.ts';

const headlines: Readonly<Record<VerdictWord, string>> = {
  pass: 'The candidate may be promoted.',
  fail: 'The candidate must not be promoted.',
  inconclusive: 'There is no verdict yet.',
};

export interface VerdictPanelOptions {
  readonly judgement: Judgement;
  readonly document: DocumentCoverage | null;
  readonly findings: FindingListOptions;
  /** Since when it fails, in milliseconds since 1970; null if it does not or that is not known. */
  readonly failsSinceMs: number | null;
  readonly canAct: boolean;
}

/** The verdict, why, what is missing, and the areas. */
export function verdictPanel(options: VerdictPanelOptions): Html {
  const { judgement, document, findings, failsSinceMs, canAct } = options;
  const { verdict, epoch, hold, isCurrent } = judgement;
  const areas = areaStandings(verdict.criteria);
  return html`
    <div class="panel verdict-panel">
      <div class="verdict-line">
        <h1><span class="verdict-word">${verdict.verdict}</span> ${headlines[verdict.verdict]}</h1>
        ${operatorLinks({ epoch: epoch.key, canAct, hold })}
      </div>
      <p class="facts">
        <span>candidate <code>${visibleText(epoch.version, 80)}</code></span>
        ${epoch.key === epoch.version ? '' : html`<span>epoch <code>${visibleText(epoch.key, 80)}</code></span>`}
        ${areaCount(verdict.verdict, areas)}
        ${failsSinceMs === null ? '' : html`<span>fails since ${formatTime(failsSinceMs)}</span>`}
        <span>evidence since ${formatTime(epoch.startedAtMs)}</span>
      </p>
      ${isCurrent ? '' : pastNotice} ${hold === null ? '' : holdNotice(hold)}
      ${versionNotice(judgement)} ${apartNotice(judgement.apart)} ${documentNote(document)}
    </div>
    ${whySection(judgement, findings)} ${notYetSection(notYetOf(judgement))}
    ${criterionTable(verdict)} ${areaTable(areas)} ${totalList(judgement)}
    ${acceptedList(judgement, canAct)}
  `;
}

const pastNotice = html`
  <p class="notice">
    This epoch is over: another version or other rules are in force now.
    <a href="/">The verdict on what runs now</a>
  </p>
`;

function areaCount(verdict: VerdictWord, areas: readonly AreaStanding[]): Html | string {
  if (areas.length === 0) return '';
  const word = verdict === 'fail' ? 'fail' : 'pass';
  const count = areas.filter(({ result }) => result === word).length;
  return html`<span>${formatCount(count)} of ${formatCount(areas.length)} areas ${word}</span>`;
}

/** The open differences, and what else fails. */
function whySection({ verdict }: Judgement, findings: FindingListOptions): Html | string {
  const withFindings = new Set(verdict.findings.largest.map(({ area }) => area));
  const failing = verdict.criteria.filter(
    ({ criterion, area, result }) =>
      result === 'fail' && !(criterion === 'mismatches' && withFindings.has(area ?? '')),
  );
  if (failing.length === 0 && findings.shown.length === 0) return '';
  return html`
    <h2 id="why">${verdict.verdict === 'pass' ? 'Open differences' : 'Why'}</h2>
    ${findingList(findings)} ${failureList(failing)}
  `;
}

const failuresShown = 8;

function failureList(failing: readonly CriterionResult[]): Html | string {
  if (failing.length === 0) return '';
  const more = failing.length - failuresShown;
  return html`
    <ul class="failures" aria-label="What else fails">
      ${failing.slice(0, failuresShown).map(
        ({ criterion, reason }) =>
          html`<li>
            <strong>${criterionTitles[criterion]}</strong>
            <span>${visibleText(reason, 600)}</span>
          </li>`,
      )}
      ${more > 0 ? html`<li class="quiet">and ${formatCount(more)} more, in the table of criteria below</li>` : ''}
    </ul>
  `;
}

function holdNotice({ who, why, sinceMs }: NonNullable<Judgement['hold']>): Html {
  return html`
    <p class="notice">
      Held by ${visibleText(who, 100)} since ${formatTime(sinceMs)}: ${visibleText(why, 500)}
    </p>
  `;
}

/** How the candidate can report its version. */
function versionNotice({ epoch, isCurrent }: Judgement): Html | string {
  if (!isCurrent || epoch.version !== unknownVersion) return '';
  return html`
    <details class="fold" id="version-help">
      <summary>The candidate's version is not known. How to report it</summary>
      <p>
        Without it, evidence of two builds may count as one. Set one of these in the config; a new
        version then starts a new epoch:
      </p>
      <pre tabindex="0"><code>candidate:
  url: …
  version:
    header: x-version        # the response header that has it
    # poll: { path: /version }  # or a path of the candidate that answers with it
    # fixed: v1.4.2             # or the version itself</code></pre>
    </details>
  `;
}

/** The totals over the answers of both deployments. */
function totalList({ totals }: Judgement): Html | string {
  if (totals.length === 0) return '';
  return html`
    <h2>Totals of answers</h2>
    <ul class="reasons">
      ${totals.map(
        ({ area, totals: ofArea }) =>
          html`<li>
            ${visibleText(area, 80)}: ${ofArea.map(totalWords).join(', ')} (primary / candidate)
          </li>`,
      )}
    </ul>
  `;
}
