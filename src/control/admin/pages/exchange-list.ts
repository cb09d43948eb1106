import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { KeptExchanges } from '../../archive/archive-reader.ts';
import {
  type ExchangeFilter,
  exchangeListUrl,
  listedMax,
  readExchangeFilter,
} from './exchange-filter.ts';
import { exchangeTable } from './exchange-table.ts';
import { layout } from './layout.ts';
import { type Html, visibleText } from './visible-text.ts';

export interface ExchangeListOptions {
  readonly instance: string;
  readonly archive: KeptExchanges;
  readonly totals: () => ProcessTotals | null;
}

const rowsOfPage = 30;

/** The kept mismatches, newest first, filtered by the address. */
export function exchangeListPage({ instance, archive, totals }: ExchangeListOptions): Handler {
  return async (context) => {
    const filter = readExchangeFilter(context.req.query());
    const page = readPage(context.req.query('page'));
    const [listed, fields] = await archive.read(async (reader) => {
      const upToPage = await reader.list({ ...filter, limit: page * rowsOfPage + 1 });
      const shown = upToPage.slice((page - 1) * rowsOfPage);
      return [shown, await reader.fieldsOf(shown.map(({ name }) => name))];
    });
    const shown = listed.slice(0, rowsOfPage);
    const content = html`
      <h1>Mismatches</h1>
      ${searchForm(filter)}
      ${shown.length === 0 ? empty(filter) : exchangeTable(shown, { filter, fields })}
      ${pageLinks(filter, page, listed.length > rowsOfPage)}
    `;
    return context.html(
      layout({ title: 'Mismatches', place: 'Mismatches', totals: totals(), instance, content }),
    );
  };
}

const pagesMax = Math.floor(listedMax / rowsOfPage);

/** An invalid page number means the first page. */
function readPage(text = ''): number {
  return /^[1-9]\d?$/.test(text) ? Math.min(Number(text), pagesMax) : 1;
}

function pageLinks(filter: ExchangeFilter, page: number, hasMore: boolean): Html | string {
  if (page === 1 && !hasMore) return '';
  return html`<nav class="neighbours" aria-label="Pages of the list">
    ${page === 1 ? '' : html`<a class="button" rel="prev" href="${exchangeListUrl(filter, page - 1)}">← Newer</a>`}
    ${!hasMore || page === pagesMax ? '' : html`<a class="button" rel="next" href="${exchangeListUrl(filter, page + 1)}">Older →</a>`}
    ${hasMore && page === pagesMax ? html`<span class="quiet">There are more: narrow the search.</span>` : ''}
  </nav>`;
}

function searchForm(filter: ExchangeFilter): Html {
  const { words = '', ...narrowed } = filter;
  return html`
    <form class="search" method="get" action="/exchanges" role="search">
      <label for="words" class="unseen">Search paths, values and targets</label>
      <input
        type="search"
        id="words"
        name="words"
        value="${words}"
        placeholder="Search paths, values and targets (/)"
      />
      ${Object.entries(narrowed).map(
        ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
      )}
      <button type="submit">Search</button>
    </form>
    ${
      Object.keys(narrowed).length === 0
        ? ''
        : html`<p class="narrowed">
            ${Object.entries(narrowed).map(
              ([name, value]) =>
                html`<span><b>${name}</b> <code>${visibleText(value, 120)}</code></span> `,
            )}
            <a href="/exchanges">Show all</a>
          </p>`
    }
  `;
}

function empty(filter: ExchangeFilter): Html {
  return Object.keys(filter).length === 0
    ? html`<p class="empty">
        No mismatch is kept. Either all answers agree so far, or nothing was compared yet:
        <a href="/health">Health</a> shows what was mirrored.
      </p>`
    : html`<p class="empty">No kept mismatch matches this search.</p>`;
}
