/** The name for routes that cannot have their own. */
export const otherRoute = '(other)';

const routeCharsMax = 256;

/** A control character in a label would make the whole exposition unreadable to some scrapers. */
export function isNamable(route: string): boolean {
  return route.length <= routeCharsMax && !/[\p{Cc}\p{Cs}]/u.test(route);
}
