import type { z } from 'zod';
import { ParallaxError } from '../vocabulary/errors.ts';
import * as answers from './answers.ts';
import type { DeploymentFacts, FindingFacts } from './facts.ts';
import { findingsOf } from './findings.ts';

/**
 * Asks an admin address for the JSON at a path; undefined if it has no such path.
 *
 * @throws an error with a readable message
 */
export type AskApi = (path: string) => Promise<unknown>;

/** The number of epochs whose findings are read. */
const epochsMax = 20;
/** The number of findings for which an example is requested. */
const examplesMax = 50;

/**
 * All data that a report shows about one Parallax.
 *
 * @param url its admin address, which the report names
 * @throws the errors of `ask`, or an error with a readable message if an answer is not as expected
 */
export async function gatherDeployment(url: URL, ask: AskApi): Promise<DeploymentFacts> {
  const read = async <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    otherwise?: z.input<Schema>,
  ): Promise<z.output<Schema>> => {
    const { data, success } = schema.safeParse((await ask(path)) ?? otherwise);
    if (!success) {
      throw new ParallaxError('admin_answer', `/${path} does not answer as Parallax does`);
    }
    return data;
  };
  const gate = await read('api/gate', answers.gateAnswer);
  const routes = await read('api/routes', answers.routesAnswer);
  const rules = await read('api/rules', answers.rulesAnswer);
  const operators = await read('api/gate/log', answers.operatorsAnswer);
  const resources = await read('api/resources', answers.resourcesAnswer, null);
  const queries = await read('api/queries', answers.queriesAnswer, []);
  const databases = await read('api/databases', answers.databasesAnswer, null);
  const earlier = (await read('api/epochs', answers.epochsAnswer))
    .filter(({ current, partOf }) => !current && partOf === null)
    .slice(0, epochsMax);
  const judged = [gate];
  for (const { key } of earlier) {
    judged.push(await read(`api/gate?epoch=${encodeURIComponent(key)}`, answers.gateAnswer));
  }
  const findings: FindingFacts[] = [];
  for (const [index, finding] of findingsOf(judged).entries()) {
    const path = examplePath(finding);
    const [example] = index < examplesMax ? await read(path, answers.examplesAnswer, []) : [];
    findings.push({
      ...finding,
      page: finding.page === null ? null : addressAt(finding.page, url),
      example: example === undefined ? null : addressAt(`api/exchanges/${example.id}`, url),
    });
  }
  const exchanges = sum(routes.map((one) => one.exchanges));
  return {
    url: url.href,
    epoch: gate.epoch.key,
    version: gate.epoch.version,
    verdict: gate.verdict,
    evaluatedAt: isoTime(gate.evaluatedAtMs),
    comparedSince: isoTime(gate.epoch.startedAtMs),
    exchanges,
    compared: sum(routes.map((one) => one.compared)),
    mismatched: sum(routes.map((one) => one.mismatched)),
    notCompared: notCompared(routes, exchanges),
    criteria: gate.criteria,
    routes: routes.map((one) => ({
      route: one.route,
      area: one.area,
      exchanges: one.exchanges,
      compared: one.compared,
      mismatched: one.mismatched,
    })),
    findings,
    rules,
    operators: operators.map(({ atMs, action, who, reason }) => {
      return { at: isoTime(atMs), action, who, reason };
    }),
    counts: gate.counts,
    resources: resources?.resources ?? null,
    databases:
      databases === null
        ? null
        : {
            exchanges: databases.exchanges,
            ...databases.totals,
            faults: databases.faults,
            page: new URL('databases', url).href,
          },
    queries,
  };
}

type Routes = z.output<typeof answers.routesAnswer>;

function notCompared(routes: Routes, exchanges: number): DeploymentFacts['notCompared'] {
  const kinds = [
    ['excused', 'excused'],
    ['lost', 'lost'],
    ['left out', 'leftOut'],
  ] as const;
  return kinds.flatMap(([kind, member]) => {
    const byReason = new Map<string, number>();
    for (const route of routes) {
      for (const [reason, count] of Object.entries(route.notCompared[member])) {
        byReason.set(reason, (byReason.get(reason) ?? 0) + count);
      }
    }
    return [...byReason]
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => {
        return { kind, reason, exchanges: count, share: exchanges === 0 ? 0 : count / exchanges };
      });
  });
}

function examplePath({ route, field, epoch }: FindingFacts): string {
  const query = new URLSearchParams({ route, field, epoch, limit: '1' });
  return `api/exchanges?${query.toString()}`;
}

/** Null if it leads to another host: the path comes from an answer. */
function addressAt(path: string, base: URL): string | null {
  const url = URL.parse(path.replace(/^\//, ''), base);
  return url !== null && url.origin === base.origin ? url.href : null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
