import { basename } from 'node:path';
import type { z } from 'zod';
import type { ConfigFault } from '../fault.ts';
import { issueFaults, type Sources, variablesAt } from '../issue-faults.ts';
import { schemaAt } from '../schema-tree.ts';
import type { Config } from '../schema.ts';
import { mergeDocument } from './merge-document.ts';
import { type ReadDocument, readApiDocument } from './read-document.ts';

/** The OpenAPI document of a config, if there is one. */
export interface LoadedDocument {
  /** In the order of the document. */
  readonly faults: readonly ConfigFault[];
  /** Why the file cannot be read. */
  readonly fileFaults: readonly {
    readonly path: string[];
    readonly file: string;
    readonly message: string;
  }[];
  /** The position in the document of values that the file lacks, by their path. */
  readonly lines: ReadonlyMap<string, string>;
  /** Whether issues of the schema may come from a document with faults. */
  mayExplain(issue: z.core.$ZodIssue): boolean;
  addTo(config: Config): Config;
}

const faultsShown = 20;

const none: LoadedDocument = {
  faults: [],
  fileFaults: [],
  lines: new Map(),
  mayExplain: () => false,
  addTo: (config) => config,
};

/**
 * Reads the document that a config names, and adds its routes to the config, before the schema checks it.
 *
 * @param file its absolute path; undefined without one
 */
export function loadDocument(
  input: Record<string, unknown>,
  file: string | undefined,
  sources: Sources,
): LoadedDocument {
  if (file === undefined) return none;
  // Values of variables of the environment are never shown.
  const variables = variablesAt(['openapi'], sources).map((name) => `\${${name}}`);
  const shownAs = variables.length === 0 ? file : variables.join(' and ');
  const name = variables.length === 0 ? basename(file) : shownAs;
  const { operations, faults: found, fileFault } = readApiDocument(file, shownAs);
  const { ownRoutes, lines, hasOwn } = mergeDocument(input, operations);
  const faults = found.filter(({ unlessRoutes }) => unlessRoutes?.every(hasOwn) !== true);
  const tooMany = tooManyRoutes(input, operations, sources);
  const isFaulty = fileFault !== null || faults.length > 0;
  return {
    faults: [...bounded(faults), ...tooMany],
    fileFaults: fileFault === null ? [] : [{ path: ['openapi'], file, message: fileFault }],
    lines: new Map([...lines].map(([path, line]) => [path, `${name}:${line}`])),
    mayExplain: ({ path }) => isFaulty && path[0] === 'gate' && path[1] === 'areas',
    addTo: (config) => ({
      ...config,
      routes: config.routes.map((route, index) =>
        index < ownRoutes ? route : { ...route, documentOnly: true },
      ),
      document: {
        name,
        operations: operations.map(({ operationId, area, routes }) => {
          return { operationId, area, routes };
        }),
      },
    }),
  };
}

function bounded(faults: readonly ConfigFault[]): readonly ConfigFault[] {
  const more = faults.length - faultsShown;
  if (more <= 0) return faults;
  const rest = { place: null, subject: '', message: `${more} more faults in this document` };
  return [...faults.slice(0, faultsShown), rest];
}

/** Routes become labels of metrics, so routesMax also limits the document. */
function tooManyRoutes(
  { routesMax = schemaAt(['routesMax'])?.default }: Record<string, unknown>,
  operations: ReadDocument['operations'],
  sources: Sources,
): readonly ConfigFault[] {
  const count = operations.reduce((sum, { routes }) => sum + routes.length, 0);
  if (typeof routesMax !== 'number' || count <= routesMax) return [];
  const message = `the document has ${count} routes, and routesMax is ${routesMax}: set routesMax above ${count}`;
  return issueFaults({ code: 'custom', path: ['openapi'], message }, sources);
}
