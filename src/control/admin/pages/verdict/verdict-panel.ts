import { html } from 'hono/html';
import type { VerdictWord } from '../../../../vocabulary/verdict.ts';
import type { DocumentCoverage } from '../../../document-coverage.ts';
import type { Judgement } from '../../../gate/gate.ts';
import { totalWords } from '../../../gate/area-totals.ts';
import { durationWords, exchangeWords } from '../../../gate/words.ts';
import { apartNotice } from '../apart-notice.ts';
import { shapeText, timeText } from '../figures.ts';
import { fieldUrl, routeUrl } from '../links.ts';
import { type Html, plainText, visibleText } from '../visible-text.ts';
import { documentNote } from '../document/document-note.ts';
import { criterionTable } from './criterion-table.ts';

const headlines: Readonly<Record<VerdictWord, string>> = {
  pass: 'The candidate may be promoted.',
  fail: 'The candidate must not be promoted.',
  inconclusive: 'There is no verdict yet.',
};

/** Where the panel is had by itself, to be put in place of the one before. */
export const verdictPanelUrl = '/verdict';

const reasonsShown = 8;

/** What the gate says and why. It asks for itself anew, so that a page that is left open is true. */
export function verdictPanel(judgement: Judgement, document: DocumentCoverage | null): Html {
  const { verdict, epoch, hold } = judgement;
  return html`
    <section
      id="verdict"
      class="verdict verdict-${verdict.verdict}"
      aria-label="Verdict"
      hx-get="${verdictPanelUrl}"
      hx-trigger="every 5s"
      hx-swap="outerHTML"
    >
      <div class="panel verdict-panel">
        <h1><span class="verdict-word">${verdict.verdict}</span> ${headlines[verdict.verdict]}</h1>
        <p class="facts">
          <span>candidate <code>${visibleText(epoch.version, 80)}</code></span>
          <span>epoch <code>${visibleText(epoch.key, 80)}</code></span>
          <span>since ${timeText(epoch.startedAtMs)}</span>
          <span>judged ${timeText(verdict.evaluatedAtMs)}</span>
        </p>
        ${hold === null ? '' : holdNotice(hold)} ${reasonList(verdict.reasons)}
        ${apartNotice(judgement.apart)} ${findingList(judgement)} ${acceptedList(judgement)}
        ${documentNote(document)}
      </div>
      ${soakProgress(judgement)} ${totalList(judgement)} ${criterionTable(verdict)}
    </section>
  `;
}

function reasonList(reasons: readonly string[]): Html | string {
  if (reasons.length === 0) return '';
  const more = reasons.length - reasonsShown;
  return html`
    <ul class="reasons">
      ${reasons.slice(0, reasonsShown).map((reason) => html`<li>${visibleText(reason, 600)}</li>`)}
      ${more > 0 ? html`<li class="quiet">and ${more} more, in the table below</li>` : ''}
    </ul>
  `;
}

const findingsShown = 5;

/** The open differences, each with the page that shows its examples. */
function findingList({ verdict: { findings }, epoch }: Judgement): Html | string {
  if (findings.count === 0) return '';
  const more = findings.count - findingsShown;
  return html`
    <h2>Open differences</h2>
    <ul class="reasons">
      ${findings.largest.slice(0, findingsShown).map(
        ({ route, field, exchanges }) =>
          html`<li>
            <a href="${fieldUrl({ epoch: epoch.key, route, field })}"
              ><code>${visibleText(field, 200)}</code></a
            >
            on <a href="${routeUrl(route)}"><code>${visibleText(route, 200)}</code></a> in
            ${exchangeWords(exchanges)}
          </li>`,
      )}
      ${more > 0 ? html`<li class="quiet">and ${more} more</li>` : ''}
    </ul>
  `;
}

function holdNotice({ who, why, sinceMs }: NonNullable<Judgement['hold']>): Html {
  return html`
    <p class="notice">
      Held by ${visibleText(who, 100)} since ${timeText(sinceMs)}: ${visibleText(why, 500)}
    </p>
  `;
}

function acceptedList({ accepted }: Judgement): Html | string {
  if (accepted.length === 0) return '';
  return html`
    <h2>Accepted differences</h2>
    <ul class="reasons">
      ${accepted.map(
        ({ route, template, shape = null, who, why, expiresAtMs }) =>
          html`<li>
            <code>${visibleText(route)}</code>
            <code>${visibleText(template)}</code>${shapeText(shape)}, by ${visibleText(who, 100)}
            until ${timeText(expiresAtMs)}: ${visibleText(why, 500)}
          </li>`,
      )}
    </ul>
  `;
}

/** What the answers of both deployments add up to. */
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

/** How long each area has been watched, of the time that is asked for. */
function soakProgress({ soak }: Judgement): Html | string {
  const asked = soak.filter(({ requiredMs }) => requiredMs > 0);
  if (asked.length === 0) return '';
  return html`
    <h2>Soak time</h2>
    <dl class="soak">
      ${asked.map(
        ({ area, soakedMs, requiredMs }) => html`
          <div>
            <dt>${visibleText(area, 80)}</dt>
            <dd>
              <progress
                max="${requiredMs}"
                value="${Math.min(soakedMs, requiredMs)}"
                aria-label="soak time of ${plainText(area)}"
              ></progress>
              ${durationWords(soakedMs)} of ${durationWords(requiredMs)}
            </dd>
          </div>
        `,
      )}
    </dl>
  `;
}
