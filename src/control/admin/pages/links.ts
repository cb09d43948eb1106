import type { FieldPlace } from '../../archive/archive-reader.ts';

export function exchangeUrl(name: string): string {
  return `/exchanges/${encodeURIComponent(name)}`;
}

export function routeUrl(route: string): string {
  return `/route?${new URLSearchParams({ name: route }).toString()}`;
}

/** The kept exchanges in which a field differs. */
export function fieldUrl({ epoch, route, field }: FieldPlace): string {
  return `/exchanges?${new URLSearchParams({ epoch, route, field }).toString()}`;
}
