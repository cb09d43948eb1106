import type { z } from 'zod';
import { success } from '../../vocabulary/result.ts';
import { requestsOf } from '../route-faults.ts';
import type { DocumentedOperation } from './api-document.ts';
import { areaOfTag } from './area-of-tag.ts';
import { basePathsOf } from './base-paths.ts';
import { methods, pathItemSchema, type Servers, serversSchema } from './document-schema.ts';
import { isMapping, resolvePathItem } from './local-ref.ts';
import { templateFault, withOneNameEach } from './template-fault.ts';
import { versionFault } from './version-fault.ts';

/** An operation with its position in the document. */
export interface PlacedOperation extends DocumentedOperation {
  readonly path: readonly PropertyKey[];
}

/**
 * Called for each fault with its position, and what to write instead.
 *
 * @param unlessRoutes not a fault if the config has all of these routes itself
 */
export type ReportFault = (
  path: readonly PropertyKey[],
  message: string,
  unlessRoutes?: readonly string[],
) => void;

/** The largest possible `routesMax`. */
const documentRoutesMax = 10_000;
const operationIdCharsMax = 200;

/**
 * The operations of an OpenAPI document, in its order. Reads only the parts that make routes: faults elsewhere in
 * a document do not matter.
 */
export function operationsOf(root: unknown, report: ReportFault): readonly PlacedOperation[] {
  if (!isMapping(root)) {
    report([], 'write an OpenAPI document, which begins with openapi: 3.1.0');
    return [];
  }
  const wrongVersion = versionFault(root);
  if (wrongVersion !== null) {
    report(wrongVersion.path, wrongVersion.message);
    return [];
  }
  if (!isMapping(root.paths) || Object.keys(root.paths).length === 0) {
    report(['paths'], 'the document has no paths: write at least one');
    return [];
  }
  const parsed = serversSchema.safeParse(root.servers);
  reportIssues(['servers'], parsed.error, report);
  const bases = basesOf(parsed.data, ['servers'], report);
  return operationsIn(root, root.paths, bases, report);
}

function operationsIn(
  root: unknown,
  paths: Readonly<Record<string, unknown>>,
  bases: readonly string[],
  report: ReportFault,
): readonly PlacedOperation[] {
  const operations: PlacedOperation[] = [];
  const firstOf = new Map<string, string>();
  let routes = 0;
  for (const [template, item] of Object.entries(paths)) {
    if (template.startsWith('x-')) continue;
    const path = ['paths', template];
    const usable = withOneNameEach(template);
    const fault = templateFault(usable);
    if (fault !== null) report(path, fault);
    const found = operationsAt({ root, template, usable, item, bases }, report);
    routes += found.reduce((sum, operation) => sum + operation.routes.length, 0);
    if (routes > documentRoutesMax) {
      report(path, `more than ${documentRoutesMax} routes: split the document`);
      return operations;
    }
    if (fault !== null) continue;
    if (usable !== template) {
      const all = found.flatMap((operation) => operation.routes);
      report(path, severalNamesWords(all[0] ?? usable), all);
    }
    reportDuplicates(found, usable, firstOf, report);
    operations.push(...found);
  }
  return operations;
}

interface PathEntry {
  readonly root: unknown;
  /** As the document has it. */
  readonly template: string;
  /** As a route can have it. */
  readonly usable: string;
  readonly item: unknown;
  readonly bases: readonly string[];
}

function operationsAt(
  { root, template, usable, item, bases }: PathEntry,
  report: ReportFault,
): readonly PlacedOperation[] {
  const path = ['paths', template];
  // `/path:` without a value, in YAML.
  if (item === null) return [];
  const resolved = isMapping(item) ? resolvePathItem(root, item) : success(item);
  if (resolved.fault !== null) {
    report([...path, '$ref'], resolved.fault);
    return [];
  }
  for (const key of Object.keys(resolved.value as object)) reportMethodCase(path, key, report);
  const { data, error } = pathItemSchema.safeParse(resolved.value);
  reportIssues(path, error, report);
  if (data === undefined) return [];
  const basesHere = data.servers?.length
    ? basesOf(data.servers, [...path, 'servers'], report)
    : bases;
  return methods.flatMap((method) => {
    const operation = data[method];
    // A method without a value is an operation without members.
    if (operation === undefined) return [];
    const at = [...path, method];
    const { tags, operationId, servers } = operation ?? {};
    const own = servers?.length ? basesOf(servers, [...at, 'servers'], report) : basesHere;
    const [tag] = tags ?? [];
    return [
      {
        operationId: operationId?.slice(0, operationIdCharsMax) ?? null,
        area: (tag === undefined ? undefined : areaOfTag(tag)) ?? null,
        routes: own.map((base) => `${method.toUpperCase()} ${base}${usable}`),
        path: at,
      },
    ];
  });
}

/** `GET:` in place of `get:` is not an operation. */
function reportMethodCase(path: readonly string[], key: string, report: ReportFault): void {
  const lower = key.toLowerCase();
  if (key === lower || !(methods as readonly string[]).includes(lower)) return;
  report([...path, key], `write the method in lower case: ${lower}`);
}

/** @param firstOf the operations so far, by the requests that they match */
function reportDuplicates(
  operations: readonly PlacedOperation[],
  template: string,
  firstOf: Map<string, string>,
  report: ReportFault,
): void {
  for (const { path, routes } of operations) {
    const operation = `${String(path.at(-1)).toUpperCase()} ${template}`;
    const requests = requestsOf(operation);
    const first = firstOf.get(requests);
    if (first === undefined) {
      firstOf.set(requests, operation);
      continue;
    }
    const message =
      `${first} matches the same requests, as names in {} do not count: ` +
      'keep one, or add an entry to routes in the config, which replaces both';
    report(path, message, routes);
  }
}

/** @param route one that the config may have instead */
function severalNamesWords(route: string): string {
  const path = route.slice(route.indexOf('/'));
  return (
    'a segment of a route has one {name}: write one here, or add an entry to routes in the config: ' +
    `{match: '* ${path}'}`
  );
}

function basesOf(
  servers: Servers,
  path: readonly PropertyKey[],
  report: ReportFault,
): readonly string[] {
  const { paths, faults } = basePathsOf(servers);
  for (const fault of faults) report([...path, ...fault.path], fault.message);
  return paths.length > 0 ? paths : [''];
}

function reportIssues(
  path: readonly PropertyKey[],
  error: z.ZodError | undefined,
  report: ReportFault,
): void {
  for (const issue of error?.issues ?? []) report([...path, ...issue.path], issue.message);
}
