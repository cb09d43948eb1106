import { Hono } from 'hono';
import { directRoutes } from './direct/routes.ts';
import type { Gateway } from './gateway.ts';
import { onFault, onUnknownRoute } from './http/faults.ts';
import type { MigrationBugs } from './migration-bugs.ts';
import { repositoryRoutes } from './repository/routes.ts';

/** Which of the two implementations answers; only the new one can have migration bugs. */
export type Flavour =
  | { readonly kind: 'direct' }
  | { readonly kind: 'repository'; readonly bugs: MigrationBugs };

/** Everything that Conduit answers. */
export function createConduitApp(gateway: Gateway, flavour: Flavour): Hono {
  const routes =
    flavour.kind === 'direct' ? directRoutes(gateway) : repositoryRoutes(gateway, flavour.bugs);
  const app = new Hono();
  app.route('/', routes);
  app.notFound(onUnknownRoute);
  app.onError(onFault);
  return app;
}
