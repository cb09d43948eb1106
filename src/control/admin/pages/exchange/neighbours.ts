import { html } from 'hono/html';
import type { ArchiveReader } from '../../../archive/archive-reader.ts';
import { type ExchangeFilter, listedExchangeUrl, listedMax } from '../exchange-filter.ts';
import type { Html } from '../visible-text.ts';

/** The names of the exchanges before and after one in a list; null at the ends. */
export interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
}

/** @param names the names in the list, in order */
export function neighboursOf(names: readonly string[], name: string): Neighbours {
  const at = names.indexOf(name);
  if (at < 0) return { previous: null, next: null };
  return { previous: names[at - 1] ?? null, next: names[at + 1] ?? null };
}

export async function readNeighbours(
  reader: ArchiveReader,
  filter: ExchangeFilter,
  name: string,
): Promise<Neighbours> {
  const listed = await reader.list({ ...filter, limit: listedMax + 1 });
  return neighboursOf(
    listed.map((one) => one.name),
    name,
  );
}

/** Links that the keys k and j follow. */
export function neighbourLinks({ previous, next }: Neighbours, filter: ExchangeFilter): Html {
  const link = (name: string | null, rel: 'prev' | 'next', text: string): Html | string =>
    name === null
      ? ''
      : html`<a rel="${rel}" class="button" href="${listedExchangeUrl(name, filter)}">${text}</a>`;
  return html`<nav class="neighbours" aria-label="Other exchanges of the list">
    ${link(previous, 'prev', '← Previous')} ${link(next, 'next', 'Next →')}
  </nav>`;
}
