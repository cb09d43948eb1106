import { otherOperation, partsOfRoute, routeOfOperation } from '../../vocabulary/operation-name.ts';
import type { Redactor } from './redactor.ts';

/** Routes are bounded in number; this bounds what is remembered should that ever change. */
const rememberedMax = 4096;

/**
 * Makes the function that takes secrets out of the names of routes: `GET /reset/{secret}`. A route
 * that nobody has written down is named after what clients asked for, and they may ask for
 * anything; so are operations, of which one that may be a secret is `(other)`.
 */
export function createRouteLabels(redactor: Redactor): (route: string) => string {
  const known = new Map<string, string>();
  const isPlain = (text: string): boolean => redactor.withoutSecrets(text) === text;
  return (name) => {
    let label = known.get(name);
    if (label === undefined) {
      const { route, operation } = partsOfRoute(name);
      const plainRoute = route
        .split('/')
        .map((segment) => (isPlain(segment) ? segment : '{secret}'))
        .join('/');
      label = routeOfOperation(plainRoute, isPlain(operation) ? operation : otherOperation);
      if (known.size >= rememberedMax) known.clear();
      known.set(name, label);
    }
    return label;
  };
}
