import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { Config } from '../../../../config/schema.ts';
import type { Comparison, Outcome } from '../../../../vocabulary/comparison.ts';
import { exchangeId, instanceOf } from '../../../../vocabulary/exchange.ts';
import type { ProcessTotals } from '../../../../vocabulary/plane-message.ts';
import type { Specimen, SpecimenBody, SpecimenRequest } from '../../../../vocabulary/specimen.ts';
import type { KeptExchanges } from '../../../archive/archive-reader.ts';
import { problem } from '../../problem.ts';
import { durationText, timeText } from '../figures.ts';
import { layout } from '../layout.ts';
import { exchangeUrl, routeUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { curlCommand } from './curl-command.ts';
import { differenceTable } from './difference-table.ts';
import { editedRequest, editsNotice } from './edited-request.ts';
import { fieldsSideBySide } from './fields-side-by-side.ts';
import { replaySection } from './replay-section.ts';
import { bodiesSideBySide } from './side-by-side.ts';
import { traceLink } from './trace-link.ts';
import { waterfall } from './waterfall.ts';
import { withoutMountPath } from '../../../../vocabulary/unix-socket.ts';

export interface ExchangePageOptions {
  readonly config: Config;
  readonly instance: string;
  readonly archive: KeptExchanges;
  readonly totals: () => ProcessTotals | null;
}

const notKept =
  'This exchange is not kept: it matched, there were enough examples of its kind, it was too old, or a later version of Parallax wrote it.';

/** One exchange: what was asked, and what primary and the candidate made of it, side by side. */
export function exchangePage(options: ExchangePageOptions): Handler {
  const { config, instance, archive, totals } = options;
  return async (context) => {
    const name = context.req.param('name') ?? '';
    const found = await archive.read((kept) => kept.find(name));
    if (found === null || found.comparison.specimen === null) return problem(404, notKept);
    const { comparison, epoch } = found;
    const { specimen } = found.comparison;
    const content = html`
      ${heading(name, comparison, traceLink(specimen.request, config.tracing))}
      ${editsNotice('candidate', config.candidate)} ${differenceTable(comparison, epoch)}
      ${replaySection(name, specimen.request)}
      <section aria-labelledby="bodies">
        <h2 id="bodies">Bodies</h2>
        <div class="scroll sides-of-both" role="group" aria-labelledby="bodies" tabindex="0">
          ${bodiesSideBySide(specimen.primary.body, specimen.candidate?.body ?? null, specimen.alignment)}
        </div>
      </section>
      <section aria-labelledby="headers">
        <h2 id="headers">Headers</h2>
        <div class="scroll" role="group" aria-labelledby="headers" tabindex="0">
          ${fieldsSideBySide(specimen.primary.fields, specimen.candidate?.fields ?? [], comparison.differences)}
        </div>
      </section>
      <section aria-labelledby="times">
        <h2 id="times">Times</h2>
        <div class="panel">${waterfall(comparison, specimen.times)}</div>
      </section>
      ${requestSection(specimen.request)} ${curlSection(config, specimen)}
    `;
    return context.html(layout({ title: name, place: null, totals: totals(), instance, content }));
  };
}

function heading(name: string, comparison: Comparison, trace: Html | string): Html {
  const { route, area, outcome, reason, primary, candidate, wallClockMs } = comparison;
  return html`
    <p class="crumbs"><a href="/exchanges">Mismatches</a> / <code>${name}</code></p>
    <h1>
      <a href="${routeUrl(route)}"><code>${visibleText(route)}</code></a>
    </h1>
    <p class="facts">
      <span class="area">${visibleText(area)}</span>
      <span>${outcome.replaceAll('_', ' ')}${reason === '' ? '' : `: ${reason}`}</span>
      <span>
        <span class="primary">primary ${primary.status}</span>,
        <span class="candidate">candidate ${candidate?.status ?? 'gave no whole answer'}</span
        >${secondaryStatus(comparison)}
      </span>
      <span> ${durationText(primary.totalMs)} → ${durationText(candidate?.totalMs ?? null)} </span>
      ${trace}
      <time datetime="${new Date(wallClockMs).toISOString()}">${timeText(wallClockMs)}</time>
    </p>
    ${excuseNotice(name, comparison)} ${hintNotice(name, comparison)} ${translations(comparison)}
  `;
}

function secondaryStatus({ secondary }: Comparison): Html | string {
  if (secondary === null) return '';
  const said = secondary.answer?.status ?? 'gave no whole answer';
  return html`, <span class="secondary">secondary ${said}</span>`;
}

/** Why the difference is no evidence; its cause may have been kept, too. */
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

/** A suspicion to look into: the mismatch counts all the same. */
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

function requestSection({ method, target, fields, body }: SpecimenRequest): Html {
  return html`
    <section aria-labelledby="request">
      <h2 id="request">Request</h2>
      <div class="scroll panel" role="group" aria-labelledby="request" tabindex="0">
        <p><code>${visibleText(`${method} ${target}`, 2000)}</code></p>
        <table class="fields-of-both">
          <tbody>
            ${fields.map(
              ([name, value]) => html`
                <tr>
                  <th scope="row"><code>${visibleText(name, 80)}</code></th>
                  <td><code>${visibleText(value)}</code></td>
                </tr>
              `,
            )}
          </tbody>
        </table>
        ${bodyOf(body)}
      </div>
    </section>
  `;
}

const bodyCharsShown = 4000;

function bodyOf({ kind, text, bytes }: SpecimenBody): Html | string {
  if (kind === 'empty') return '';
  if (text === '') return html`<p class="quiet">${bytes} bytes that are no text.</p>`;
  return html`<p><code>${visibleText(text, bodyCharsShown)}</code></p>`;
}

const noTarget = '# The edits of the config make the target of this request invalid.';

function curlSection({ primary, candidate }: Config, { request }: Specimen): Html {
  return html`
    <section aria-labelledby="curl">
      <h2 id="curl">Ask again</h2>
      <p class="quiet">Secrets are redacted: put your own in their place.</p>
      ${[
        { side: 'primary', url: primary.url, asked: request },
        { side: 'candidate', url: candidate.url, asked: editedRequest(candidate, request) },
      ].map(
        ({ side, url, asked }) => html`
          <div class="command">
            <h3 class="${side}">${side}</h3>
            <button type="button" data-copy="curl-${side}">Copy</button>
            <pre
              tabindex="0"
              aria-label="curl, ${side}"
            ><code id="curl-${side}">${asked === null ? noTarget : curlCommand(withoutMountPath(url), asked)}</code></pre>
          </div>
        `,
      )}
    </section>
  `;
}
