import type { FieldPlace } from '../../archive/archive-reader.ts';

export function exchangeUrl(name: string): string {
  return `/exchanges/${encodeURIComponent(name)}`;
}

export function routeUrl(route: string): string {
  return `/route?${new URLSearchParams({ name: route }).toString()}`;
}

export function fieldUrl(place: FieldPlace): string {
  return `/field?${searchOf(place)}`;
}

/** The kept exchanges in which a field differs. */
export function exchangesOfFieldUrl(place: FieldPlace): string {
  return `/exchanges?${searchOf(place)}`;
}

function searchOf({ epoch, route, field }: FieldPlace): string {
  return new URLSearchParams({ epoch, route, field }).toString();
}
