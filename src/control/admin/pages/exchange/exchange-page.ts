import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { Config } from '../../../../config/schema.ts';
import type { Comparison } from '../../../../vocabulary/comparison.ts';
import type { Aspect } from '../../../../vocabulary/difference.ts';
import type { ProcessTotals } from '../../../../vocabulary/plane-message.ts';
import type { Specimen } from '../../../../vocabulary/specimen.ts';
import type { KeptExchanges } from '../../../archive/archive-reader.ts';
import { type ExchangeFilter, exchangeListUrl, readExchangeFilter } from '../exchange-filter.ts';
import { layout } from '../layout.ts';
import { notFound } from '../not-found.ts';
import { plainText } from '../visible-text.ts';
import { curlSection } from './curl-section.ts';
import { groupDifferences } from './difference-groups.ts';
import { differenceTable } from './difference-table.ts';
import { editsNotice } from './edited-request.ts';
import { exchangeHeading } from './exchange-heading.ts';
import { fieldsSideBySide } from './fields-side-by-side.ts';
import { type Neighbours, neighbourLinks, readNeighbours } from './neighbours.ts';
import { type Pane, panes } from './panes.ts';
import { replaySection } from './replay-section.ts';
import { requestPane } from './request-pane.ts';
import { bodiesSideBySide } from './side-by-side.ts';
import { stepButtons } from './step-buttons.ts';
import { traceLink } from './trace-link.ts';
import { waterfall } from './waterfall.ts';

export interface ExchangePageOptions {
  readonly config: Config;
  readonly instance: string;
  readonly archive: KeptExchanges;
  readonly totals: () => ProcessTotals | null;
}

const notKept =
  'This exchange is not kept: it matched, there were enough examples of its kind, it was too old, or a later version of Parallax wrote it.';

/** One exchange: the request, and the answers of primary and the candidate, side by side. */
export function exchangePage({ config, instance, archive, totals }: ExchangePageOptions): Handler {
  return async (context) => {
    const name = context.req.param('name') ?? '';
    const filter = readExchangeFilter(context.req.query());
    const [found, neighbours] = await archive.read(async (kept) => [
      await kept.find(name),
      await readNeighbours(kept, filter, name),
    ]);
    const around = { totals: totals(), instance };
    if (found === null || found.comparison.specimen === null)
      return notFound(context, notKept, around);
    const { comparison, epoch } = found;
    const { specimen } = found.comparison;
    const { request } = specimen;
    const content = html`
      ${crumbs(name, filter, neighbours)}
      ${exchangeHeading(name, comparison, request, traceLink(request, config.tracing))}
      ${editsNotice('candidate', config.candidate)} ${differenceTable(comparison, epoch)}
      ${panes(panesOf(config, name, comparison, specimen))}
    `;
    const title = plainText(`${request.method} ${request.target}`, 160);
    return context.html(layout({ title, place: null, ...around, content }));
  };
}

function crumbs(name: string, filter: ExchangeFilter, neighbours: Neighbours) {
  return html`
    <div class="crumbs-and-neighbours">
      <p class="crumbs">
        <a href="${exchangeListUrl(filter)}" data-up>Mismatches</a> / <code>${name}</code>
      </p>
      ${neighbourLinks(neighbours, filter)}
    </div>
  `;
}

function panesOf(
  config: Config,
  name: string,
  comparison: Comparison,
  { request, primary, candidate, alignment, times }: Specimen,
): readonly Pane[] {
  const countOf = (aspect: Aspect): number =>
    groupDifferences(comparison).filter(({ first }) => first.aspect === aspect).length;
  const [ofBody, ofHeaders] = [countOf('body'), countOf('header')];
  const body: Pane = {
    id: 'bodies',
    title: 'Body',
    differences: ofBody,
    content: html`
      ${stepButtons()}
      <div class="scroll sides-of-both wide" role="group" aria-label="Bodies" tabindex="0">
        ${bodiesSideBySide(primary.body, candidate?.body ?? null, alignment)}
      </div>
    `,
  };
  const headers: Pane = {
    id: 'headers',
    title: 'Headers',
    differences: ofHeaders,
    content: html`<div class="scroll wide" role="group" aria-label="Headers" tabindex="0">
      ${fieldsSideBySide(primary.fields, candidate?.fields ?? [], comparison.differences)}
    </div>`,
  };
  return [
    // The first pane is shown at first.
    ...(ofBody === 0 && ofHeaders > 0 ? [headers, body] : [body, headers]),
    { id: 'request', title: 'Request', differences: null, content: requestPane(request) },
    {
      id: 'timing',
      title: 'Timing',
      differences: null,
      content: html`<div class="panel">${waterfall(comparison, times)}</div>`,
    },
    {
      id: 'again',
      title: 'Replay',
      differences: null,
      content: html`${replaySection(name, request)} ${curlSection(config, request)}`,
    },
  ];
}
