import type { Redactor } from './redactor.ts';

/** Routes are bounded in number; this bounds what is remembered should that ever change. */
const rememberedMax = 4096;

/**
 * Makes the function that takes secrets out of the names of routes: `GET /reset/{secret}`. A route
 * that nobody has written down is named after what clients asked for, and they may ask for
 * anything.
 */
export function createRouteLabels(redactor: Redactor): (route: string) => string {
  const known = new Map<string, string>();
  return (route) => {
    let label = known.get(route);
    if (label === undefined) {
      label = route
        .split('/')
        .map((segment) => (redactor.withoutSecrets(segment) === segment ? segment : '{secret}'))
        .join('/');
      if (known.size >= rememberedMax) known.clear();
      known.set(route, label);
    }
    return label;
  };
}
