import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { KeptExchanges } from '../../archive/archive-reader.ts';
import { exchangeTable } from './exchange-table.ts';
import { layout } from './layout.ts';
import { type Html, visibleText } from './visible-text.ts';

export interface ExchangeListOptions {
  readonly instance: string;
  readonly archive: KeptExchanges;
  readonly totals: () => ProcessTotals | null;
}

const shownMax = 100;
const filters = ['epoch', 'route', 'field', 'words'] as const;

type Filter = Partial<Record<(typeof filters)[number], string>>;

/** The kept mismatches, the newest first, by what is asked for in the address. */
export function exchangeListPage({ instance, archive, totals }: ExchangeListOptions): Handler {
  return async (context) => {
    const filter = readFilter(context.req.query());
    const kept = await archive.read((reader) => reader.list({ ...filter, limit: shownMax + 1 }));
    const content = html`
      <h1>Mismatches</h1>
      ${searchForm(filter)} ${kept.length === 0 ? empty() : exchangeTable(kept.slice(0, shownMax))}
      ${kept.length > shownMax ? html`<p class="more">There are more: narrow the search.</p>` : ''}
    `;
    return context.html(
      layout({ title: 'Mismatches', place: 'Mismatches', totals: totals(), instance, content }),
    );
  };
}

function readFilter(query: Readonly<Record<string, string>>): Filter {
  const given = filters.flatMap((name) => {
    const value = query[name]?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

function searchForm(filter: Filter): Html {
  const { words = '', ...narrowed } = filter;
  return html`
    <form class="search" method="get" action="/exchanges" role="search">
      <label for="words" class="unseen">Search paths, values and targets</label>
      <input
        type="search"
        id="words"
        name="words"
        value="${words}"
        placeholder="Search paths, values and targets  ( / )"
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

function empty(): Html {
  return html`<p class="empty">No kept mismatch is like that.</p>`;
}
