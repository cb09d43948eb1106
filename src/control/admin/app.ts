import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Config } from '../../config/schema.ts';
import type { Setting } from '../../config/settings.ts';
import { faultOf, type Logger, RateLimitedLog } from '../../log.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import type { ArchiveReader } from '../archive/archive-reader.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { RecentComparisons } from '../recent-comparisons.ts';
import type { RouteLedger } from '../route-ledger.ts';
import { comparisonsEndpoint } from './api/comparisons.ts';
import { healthzEndpoint } from './api/healthz.ts';
import { metricsEndpoint } from './api/metrics.ts';
import { readyzEndpoint } from './api/readyz.ts';
import { routesEndpoint } from './api/routes.ts';
import { assetEndpoint } from './assets/assets.ts';
import { isLoopback, loopbackHostsOnly } from './host-check.ts';
import { configPage } from './pages/config-page.ts';
import { exchangePage } from './pages/exchange/exchange-page.ts';
import { exchangeListPage } from './pages/exchange-list.ts';
import { fieldPage } from './pages/field/field-page.ts';
import { healthPage } from './pages/health-page.ts';
import { homePage } from './pages/home.ts';
import { routePage } from './pages/route/route-page.ts';
import { routesPage } from './pages/routes/routes-page.ts';
import { problem } from './problem.ts';
import { securityHeaders } from './security-headers.ts';

export interface AdminAppOptions {
  readonly config: Config;
  readonly instance: string;
  readonly settings: readonly Setting[];
  readonly routes: RouteLedger;
  readonly recent: RecentComparisons;
  readonly archive: ArchiveReader;
  readonly totals: () => ProcessTotals | null;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Everything that is answered on the admin address. */
export function createAdminApp(options: AdminAppOptions): Hono {
  const { config, instance, settings, routes, recent, archive, totals, metrics } = options;
  const problems = new RateLimitedLog(options.log);
  const app = new Hono();

  app.use(securityHeaders());
  app.use(compress());
  const { host } = config.admin.listen;
  if (isLoopback(host)) app.use(loopbackHostsOnly(host));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_context, methods) =>
        problem(405, `Only ${methods.join(' and ')} here.`, { allow: methods.join(', ') }),
    }),
  );

  app.get('/', homePage({ config, instance, routes, recent, totals }));
  app.get('/routes', routesPage({ instance, routes, totals, budgetOf: () => 0.001 }));
  app.get('/route', routePage({ instance, routes, archive, totals, epoch: () => '' }));
  app.get('/health', healthPage({ config, instance, routes, totals }));
  app.get('/config', configPage({ instance, settings, totals }));
  app.get('/field', fieldPage({ instance, routes, archive, totals }));
  app.get('/exchanges', exchangeListPage({ instance, archive, totals }));
  app.get('/exchanges/:name', exchangePage({ config, instance, archive, totals }));
  app.get('/assets/:name', assetEndpoint);
  app.get('/metrics', metricsEndpoint(metrics));
  app.get('/healthz', healthzEndpoint);
  app.get('/readyz', readyzEndpoint(totals));
  app.get('/api/routes', routesEndpoint(routes));
  app.get('/api/comparisons', comparisonsEndpoint(recent, instance));

  app.notFound(() => problem(404, 'There is nothing at this address.'));
  app.onError((error) => {
    problems.warn('admin_request_failed', { fault: faultOf(error) }, 'an admin request failed');
    return problem(500, 'This request failed inside Parallax; its log says why.');
  });
  return app;
}
