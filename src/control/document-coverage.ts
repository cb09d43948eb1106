import type { DocumentedOperation } from '../config/openapi/api-document.ts';
import { requestsOf } from '../config/route-faults.ts';
import type { Config } from '../config/schema.ts';
import type { RouteCounts } from './route-counts.ts';
import type { RouteLedger } from './route-ledger.ts';

/** How the traffic and the OpenAPI document of the config differ. */
export interface DocumentCoverage {
  /** Its name in the config. */
  readonly name: string;
  readonly operations: number;
  readonly neverAsked: readonly DocumentedOperation[];
  /** Routes that were requested since the start, and that the document lacks. */
  readonly undocumented: readonly RouteCounts[];
}

export interface DocumentReader {
  /** The operation id of a route in the document; null if the document lacks it. */
  operationIdOf(route: string): string | null;
  /** Null without a document. */
  coverage(): DocumentCoverage | null;
}

interface DocumentReaderOptions {
  readonly config: Pick<Config, 'document'>;
  readonly routes: Pick<RouteLedger, 'all'>;
  /** The routes of the evidence, which survives a restart. */
  readonly inEvidence: () => Iterable<string>;
}

/** Compares the traffic with the OpenAPI document of the config. */
export function createDocumentReader(options: DocumentReaderOptions): DocumentReader {
  const { document } = options.config;
  if (document === undefined) return { operationIdOf: () => null, coverage: () => null };
  const operations = new Map<string, DocumentedOperation>();
  const paths = new Set<string>();
  // The routes under which an operation may be counted: with its own method, or with any.
  const namesOf = new Map<DocumentedOperation, string[]>();
  for (const operation of document.operations) {
    for (const route of operation.routes) {
      const [own, any] = [requestsOf(route), requestsOf(anyMethod(route))];
      operations.set(own, operation);
      paths.add(any);
      namesOf.set(operation, [...(namesOf.get(operation) ?? []), own, any]);
    }
  }

  function isDocumented(route: string): boolean {
    const request = oneOperation(route);
    if (operations.has(requestsOf(request))) return true;
    const method = methodOf(request);
    // HTTP has HEAD wherever there is GET, and browsers ask with OPTIONS before they send a request.
    if (method === 'HEAD') return operations.has(requestsOf(`GET${request.slice(method.length)}`));
    return (method === 'OPTIONS' || method === '*') && paths.has(requestsOf(anyMethod(request)));
  }

  return {
    operationIdOf: (route) => operations.get(requestsOf(oneOperation(route)))?.operationId ?? null,
    coverage() {
      const seen = options.routes.all().filter(({ route }) => isPath(route));
      const asked = new Set(
        [...seen.map(({ route }) => route), ...options.inEvidence()].map((route) =>
          requestsOf(oneOperation(route)),
        ),
      );
      return {
        name: document.name,
        operations: document.operations.length,
        neverAsked: document.operations.filter(
          (operation) => !namesOf.get(operation)?.some((name) => asked.has(name)),
        ),
        undocumented: seen.filter(({ route }) => !isDocumented(route)),
      };
    },
  };
}

/** Without `(other)` and `OPTIONS *`, which no document can have. */
function isPath(route: string): boolean {
  return route.includes(' /');
}

/** Method and path: a route may have the name of one of several operations behind them. */
function oneOperation(route: string): string {
  return route.split(' ', 2).join(' ');
}

function methodOf(route: string): string {
  return route.split(' ', 1)[0] ?? '';
}

function anyMethod(route: string): string {
  return `*${route.slice(methodOf(route).length)}`;
}
