import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { Comparison } from '../../../../vocabulary/comparison.ts';
import type { SpecimenRequest } from '../../../../vocabulary/specimen.ts';
import type { KeptExchanges } from '../../../archive/archive-reader.ts';
import { redactedFields, replayFault } from '../../../replay-head.ts';
import type { Replays } from '../../../replays.ts';
import { type Replayed, replayExchange } from '../../replay-exchange.ts';
import { formatDuration } from '../../../../vocabulary/format.ts';
import { layout, type LayoutOptions } from '../layout.ts';
import { exchangeUrl } from '../links.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { differenceTable } from './difference-table.ts';

const inputPrefix = 'field ';

/** Sends the request to both deployments again, and shows whether they still differ. */
export function replaySection(name: string, request: SpecimenRequest): Html {
  const fault = replayFault(request);
  return html`
    <section aria-labelledby="replay">
      <h3 id="replay">Replay now</h3>
      ${fault === null ? replayForm(name, request) : html`<p class="quiet">${fault}</p>`}
    </section>
  `;
}

function replayForm(name: string, request: SpecimenRequest): Html {
  const action = `${exchangeUrl(name)}/replay`;
  return html`
    <form
      class="replay"
      method="post"
      action="${action}"
      hx-post="${action}"
      hx-target="#replayed"
      hx-swap="innerHTML"
    >
      ${redactedFields(request).map(secretInput)}
      <button type="submit">Send to both again</button>
      <span class="quiet"
        >Sent to primary and to the candidate; it does not count as evidence.</span
      >
    </form>
    <div id="replayed" aria-live="polite"></div>
  `;
}

function secretInput(field: string, index: number): Html {
  return html`
    <label for="secret-${index}"><code>${visibleText(field, 80)}</code></label>
    <input
      type="password"
      id="secret-${index}"
      name="${inputPrefix}${field}"
      autocomplete="off"
      placeholder="Redacted; leave empty to omit"
    />
  `;
}

export interface ReplayPageOptions {
  readonly archive: KeptExchanges;
  readonly replays: Replays;
  /** The page around the answer, for browsers without scripts. */
  readonly around: () => Pick<LayoutOptions, 'instance' | 'totals'>;
}

/** `POST /exchanges/{name}/replay`, as the form sends it. */
export function replayPage({ archive, replays, around }: ReplayPageOptions): Handler {
  return async (context) => {
    const name = context.req.param('name') ?? '';
    const form = await context.req.parseBody();
    const replayed = await replayExchange(archive, replays, name, (field) => {
      const given = form[inputPrefix + field];
      return typeof given === 'string' ? given.trim() : '';
    });
    const content = resultOf(replayed);
    if (context.req.header('hx-request') !== undefined) return context.html(content);
    const back = html`<p class="crumbs">
      <a href="${exchangeUrl(name)}"><code>${name}</code></a>
    </p>`;
    return context.html(
      layout({ title: 'Replay', place: null, ...around(), content: html`${back}${content}` }),
      replayed.fault?.status ?? 200,
    );
  };
}

function resultOf({ value: replayed, fault }: Replayed): Html {
  if (fault !== null) return html`<p class="notice">${fault.words}</p>`;
  const { comparison, epoch } = replayed;
  const agree = comparison.outcome === 'match' || comparison.outcome === 'noise';
  return html`
    <p class="${agree ? 'notice good' : 'notice'}">
      <strong>${agree ? 'They agree now.' : 'They still differ.'}</strong>
      ${comparison.outcome === 'noise' ? 'The differences are noise.' : ''} ${answersOf(comparison)}
    </p>
    ${agree ? '' : differenceTable(comparison, epoch, { id: 'now', title: 'Differences now' })}
  `;
}

function answersOf({ primary, candidate, reason }: Comparison): Html {
  return html`
    Primary answered ${primary.status} in ${formatDuration(primary.totalMs)}, the candidate
    ${
      candidate === null
        ? html`gave no whole answer: ${reason.replaceAll('_', ' ')}`
        : html`${candidate.status} in ${formatDuration(candidate.totalMs)}`
    }.
  `;
}
