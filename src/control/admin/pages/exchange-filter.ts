import { exchangeUrl } from './links.ts';

const filters = ['epoch', 'route', 'field', 'words'] as const;

/** Which kept exchanges a list shows; without a filter, all of them. */
export type ExchangeFilter = Partial<Record<(typeof filters)[number], string>>;

/** The most pages of a list; a search finds the other exchanges. */
export const listedMax = 500;

/** Reads the address of a list, or of an exchange that was opened from it. */
export function readExchangeFilter(query: Readonly<Record<string, string>>): ExchangeFilter {
  const given = filters.flatMap((name) => {
    const value = query[name]?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

/** The list of kept exchanges. @param page from 1 */
export function exchangeListUrl(filter: ExchangeFilter, page = 1): string {
  return `/exchanges${searchOf(page === 1 ? filter : { ...filter, page: String(page) })}`;
}

/** An exchange of a list: its page links to the exchanges before and after it in the same list. */
export function listedExchangeUrl(name: string, filter: ExchangeFilter): string {
  return `${exchangeUrl(name)}${searchOf(filter)}`;
}

function searchOf(filter: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(filter).toString();
  return search === '' ? '' : `?${search}`;
}
