import type { FieldPlace } from '../../archive/archive-reader.ts';

/** The most fields in an address: servers refuse longer ones. */
const fieldsMax = 8;

export function exchangeUrl(name: string): string {
  return `/exchanges/${encodeURIComponent(name)}`;
}

export function routeUrl(route: string): string {
  return `/route?${new URLSearchParams({ name: route }).toString()}`;
}

export function fieldUrl(place: FieldPlace): string {
  return `/field?${searchOf(place)}`;
}

/** One change on all its routes: the fields that changed alike. */
export function findingUrl({
  epoch,
  fields,
}: Pick<FieldPlace, 'epoch'> & { readonly fields: readonly string[] }): string {
  const search = new URLSearchParams({ epoch });
  for (const field of fields.slice(0, fieldsMax)) search.append('field', field);
  return `/field?${search.toString()}`;
}

/** The first page for one epoch, also when it is over. */
export function verdictUrl(epoch: string): string {
  return `/?${new URLSearchParams({ epoch }).toString()}`;
}

/** A form that withdraws the acceptance of a field on a route. */
export function withdrawUrl({ route, field }: Pick<FieldPlace, 'route' | 'field'>): string {
  return `/gate/withdraw?${new URLSearchParams({ route, field }).toString()}`;
}

/** The kept exchanges in which a field differs. */
export function exchangesOfFieldUrl(place: FieldPlace): string {
  return `/exchanges?${searchOf(place)}`;
}

function searchOf({ epoch, route, field }: FieldPlace): string {
  return new URLSearchParams({ epoch, route, field }).toString();
}
