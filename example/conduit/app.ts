import { Hono } from 'hono';
import { directRoutes } from './direct/routes.ts';
import type { Gateway } from './gateway.ts';
import { faultHandler, onUnknownRoute } from './http/faults.ts';
import { serverTiming } from './http/server-timing.ts';
import type { MigrationBugs } from './migration-bugs.ts';
import { repositoryRoutes } from './repository/routes.ts';

/** Which of the two implementations answers; only the new one can have migration bugs. */
export type Flavour =
  | { readonly kind: 'direct' }
  | { readonly kind: 'repository'; readonly bugs: MigrationBugs };

/**
 * Everything that Conduit answers.
 *
 * @param version what was built; each answer has it with its flavour, as `x-conduit-version: 1.0.0+direct`
 */
export function createConduitApp(gateway: Gateway, flavour: Flavour, version = '1.0.0'): Hono {
  const routes =
    flavour.kind === 'direct' ? directRoutes(gateway) : repositoryRoutes(gateway, flavour.bugs);
  const { metrics } = gateway;
  const fullVersion = `${version}+${flavour.kind}`;
  const app = new Hono();
  // These two are about the deployment and no part of its work: they are not counted as requests.
  app.get('/metrics', async (context) => {
    context.header('content-type', metrics.registry.contentType);
    return context.body(await metrics.registry.metrics());
  });
  app.get('/api/version', (context) =>
    context.json({ version: fullVersion, flavour: flavour.kind }),
  );
  app.use(async (context, next) => {
    await next();
    context.header('x-conduit-version', fullVersion);
    metrics.requestServed(context.res.status);
  });
  app.use(serverTiming);
  app.route('/', routes);
  app.notFound(onUnknownRoute);
  app.onError(faultHandler(metrics));
  return app;
}
