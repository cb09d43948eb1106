import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { faultOf, type Logger, RateLimitedLog } from '../../log.ts';
import { createDocumentReader } from '../document-coverage.ts';
import type { EvidenceBook } from '../evidence/evidence-book.ts';
import type { GatePolicy } from '../gate/resolve-policy.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { routeWork } from '../route-work.ts';
import { jsonOnly } from './access/json-only.ts';
import { noForeignPages, ownPagesOnly } from './access/own-pages-only.ts';
import type { TokenAccess } from './access/token-access.ts';
import type { ApiSources } from './api/api-sources.ts';
import { apiOperations } from './api/operations.ts';
import { openApiEndpoint } from './api/openapi.ts';
import { healthzEndpoint } from './api/healthz.ts';
import { metricsEndpoint } from './api/metrics.ts';
import { readyzEndpoint } from './api/readyz.ts';
import { assetEndpoint, assetsPath, isAssetPath } from './assets/assets.ts';
import { servedHostsOnly } from './host-check.ts';
import { baselinePage } from './pages/baseline/baseline-page.ts';
import { configPage } from './pages/config-page.ts';
import { databasesPage } from './pages/databases-page.ts';
import { exchangePage } from './pages/exchange/exchange-page.ts';
import { replayPage } from './pages/exchange/replay-section.ts';
import { exchangeListPage } from './pages/exchange-list.ts';
import { acceptForm, fieldPage } from './pages/field/field-page.ts';
import { healthPage } from './pages/health-page.ts';
import { homePage, verdictFragment, verdictPanelUrl } from './pages/home.ts';
import { loginEndpoint, loginFirst, loginPage, logoutEndpoint } from './pages/login-page.ts';
import { notFound } from './pages/not-found.ts';
import { operatorForm, operatorPage } from './pages/operate/operator-page.ts';
import { withdrawForm, withdrawPage } from './pages/operate/withdraw-page.ts';
import { outageBannerUrl, outageFragment } from './pages/outage-banner.ts';
import { routePolicyWordsOf } from '../../config/route-policy-words.ts';
import { routePage } from './pages/route/route-page.ts';
import { routesPage } from './pages/routes/routes-page.ts';
import { problem } from './problem.ts';
import { securityHeaders } from './security-headers.ts';
import { turnBudget } from './turn-budget.ts';

export interface AdminAppOptions extends Omit<
  ApiSources,
  'databases' | 'document' | 'evidence' | 'workOf'
> {
  readonly policy: GatePolicy;
  /** Sessions survive a reload of the config. */
  readonly access: TokenAccess;
  readonly metrics: Metrics;
  readonly evidence: ApiSources['evidence'] & Pick<EvidenceBook, 'evidenceOf'>;
  /** The state of the readings of both databases; null or left out if the config has none. */
  readonly databases?: ApiSources['databases'];
  readonly log: Logger;
}

function isProbe(path: string): boolean {
  return path === '/healthz' || path === '/readyz';
}

/** Paths that are always answered: a page without its script and style is worse than none, and they cost little. */
function isUrgent(path: string): boolean {
  return isProbe(path) || isAssetPath(path);
}

/** Paths that need no token: those of probes, and those of the login. */
function isOpen(path: string): boolean {
  return isProbe(path) || path === '/login' || path.startsWith(assetsPath);
}

const bodyBytesMax = 16 * 1024;

/** The app of the admin address. */
export function createAdminApp(options: AdminAppOptions): Hono {
  const { config, instance, settings, routes, rules, archive, totals, metrics } = options;
  const { databases = () => null } = options;
  const { policy, access, replays, evidence, gate, operations, watch } = options;
  const budgetOf = (area: string): number =>
    (policy.areas.get(area) ?? policy.otherAreas).mismatchBudget;
  const document = createDocumentReader({
    config,
    routes,
    inEvidence: () => [...evidence.current().routes.values()].map(({ route }) => route),
  });
  const problems = new RateLimitedLog(options.log);
  const app = new Hono();

  app.use(securityHeaders());
  app.use(turnBudget(isUrgent));
  app.use(compress());
  app.use(servedHostsOnly(config.admin.listen.host));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_context, methods) =>
        problem(405, `Allowed here: ${methods.join(', ')}.`, {
          allow: methods.join(', '),
        }),
    }),
  );
  app.use(noForeignPages());
  const policyOf = routePolicyWordsOf(config.routes);
  const workOf = routeWork(evidence, policy);
  const ownForms = ownPagesOnly();
  const reading = loginFirst(access);
  if (config.admin.readsNeedToken) {
    app.use(async (context, next) => (isOpen(context.req.path) ? next() : reading(context, next)));
  }
  const limited = bodyLimit({
    maxSize: bodyBytesMax,
    onError: () => problem(413, 'The request is too large.'),
  });
  const writes = [jsonOnly(), access.required, limited] as const;

  app.get('/login', loginPage());
  app.post('/login', ownForms, limited, loginEndpoint(access));
  app.post('/logout', ownForms, logoutEndpoint(access));

  const canAct = (context: Context): boolean => access.canAct(context);
  const home = { config, instance, archive, evidence, gate, document, totals, canAct };
  app.get('/', homePage(home));
  app.get(verdictPanelUrl, verdictFragment(home));
  const asOperator = loginFirst(access);
  const around = () => ({ instance, totals: totals() });
  for (const action of ['hold', 'release', 'reset'] as const) {
    const path = `/gate/${action}`;
    app.get(path, asOperator, operatorPage(action, { operations, around }));
    app.post(path, ownForms, asOperator, limited, operatorForm(action, { operations, around }));
  }
  const withdrawal = { gate, operations, around };
  app.get('/gate/withdraw', asOperator, withdrawPage(withdrawal));
  app.post('/gate/withdraw', ownForms, asOperator, limited, withdrawForm(withdrawal));
  app.get(outageBannerUrl, outageFragment(totals));
  app.get('/routes', routesPage({ instance, routes, document, totals, budgetOf, policyOf }));
  app.get(
    '/route',
    routePage({ instance, routes, document, archive, totals, policyOf, workOf, evidence }),
  );
  app.get(
    '/health',
    healthPage({ config, instance, routes, replays, fleet: options.fleet, totals }),
  );
  app.get(
    '/baseline',
    baselinePage({
      instance,
      watch,
      hasDatabases: config.primary.database !== undefined,
      gate,
      totals,
    }),
  );
  app.get('/config', configPage({ instance, settings, rules, totals }));
  app.get('/databases', databasesPage({ instance, evidence, standing: databases, totals }));
  const field = { instance, archive, evidence, gate, operations, totals, canAct };
  app.get('/field', fieldPage(field));
  app.post('/field', ownForms, asOperator, limited, acceptForm(field));
  app.get('/exchanges', exchangeListPage({ instance, archive, totals }));
  app.get('/exchanges/:name', exchangePage({ config, instance, archive, totals }));
  app.post(
    '/exchanges/:name/replay',
    ownForms,
    access.required,
    limited,
    replayPage({
      archive,
      replays,
      around,
    }),
  );
  app.get('/assets/:name', assetEndpoint);
  app.get('/metrics', metricsEndpoint(metrics));
  app.get('/healthz', healthzEndpoint);
  app.get('/readyz', readyzEndpoint(totals));
  app.get('/api/openapi.json', openApiEndpoint());
  const sources = { ...options, databases, document, workOf };
  for (const { method, path, input, needsToken, handler } of apiOperations) {
    const guards =
      input !== undefined ? writes : needsToken === true ? [access.required, limited] : [];
    const route = path.replaceAll(/{(\w+)}/g, ':$1');
    app.on(method.toUpperCase(), [route], ...guards, handler(sources));
  }

  app.notFound((context) =>
    notFound(context, 'There is nothing at this address.', { instance, totals: totals() }),
  );
  app.onError((error) => {
    problems.warn('admin_request_failed', { fault: faultOf(error) }, 'an admin request failed');
    return problem(500, 'This request failed inside Parallax; its log says why.');
  });
  return app;
}
