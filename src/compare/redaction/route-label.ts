import { otherOperation, partsOfRoute, routeOfOperation } from '../../vocabulary/operation-name.ts';
import type { Redactor } from './redactor.ts';

/** The number of routes is bounded; this bounds the memory if that ever changes. */
const rememberedMax = 4096;

/**
 * Creates the function that removes secrets from route names: `GET /reset/{secret}`. A route that the config
 * does not name is named after requests, which may contain anything. The same holds for operations: one that
 * may be a secret becomes `(other)`.
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
