import type { MigrationBug } from '../../conduit/migration-bugs.ts';
import type { FieldReport, RouteReport } from './route-report.ts';

/** A bug that the candidate was started with, and how to know it by what Parallax says. */
export interface PlantedBug {
  readonly name: MigrationBug;
  /** What happened, for a person. */
  readonly story: string;
  /** What that looks like in the table of routes. */
  readonly look: string;
  /** The criteria of the gate that can catch it. */
  readonly criteria: readonly string[];
  /** Whether it is why a field of a route differs. */
  explains(route: string, field: FieldReport): boolean;
}

/** A difference is a finding, and counts towards the rates of mismatches. */
const ofDifferences = ['mismatches', 'findings', 'recent'];
const ofTimes = ['latency', 'latency_tail'];

export const slowRoute = 'GET /api/costs/summary';

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'cost-rounding',
    story:
      "The repository rounds the prompt's and the completion's cost each, instead of their sum.",
    look: 'In the table: costUsd changed, in some answers only, by a millionth of a dollar a call.',
    criteria: ofDifferences,
    explains: (_, { kind, template }) => kind === 'changed' && template.endsWith('.costUsd'),
  },
  {
    name: 'missing-log-field',
    story: 'The mapping from a row to a request log leaves finishReason out.',
    look: 'In the table: finishReason removed, from every request log that was read.',
    criteria: ofDifferences,
    explains: (_, { kind, template }) => kind === 'removed' && template.endsWith('.finishReason'),
  },
  {
    name: 'lost-order-by',
    story:
      'The query lost its ORDER BY: keys come in the order in which they were created, not by name.',
    look: 'In the table: the items reordered; where a page holds not all, some inserted and removed.',
    criteria: ofDifferences,
    explains: (route, { template }) =>
      route === 'GET /api/virtual-keys' && /^\$\.items(\[\*\])?$/.test(template),
  },
  {
    name: 'n-plus-one',
    story:
      'The repository reads each request log with a query of its own, instead of all with one.',
    look: "In the table: a p50 that is many times primary's, as on no other route; no field differs.",
    criteria: ofTimes,
    explains: () => false,
  },
];

/** What none of the planted bugs explains: differences, and answers that never came. */
export function unexplained(reports: readonly RouteReport[]): readonly string[] {
  return reports.flatMap(({ route, fields, outcomes: { candidateError } }) => {
    const unknown = fields.filter(
      (field) => !plantedBugs.some((bug) => bug.explains(route, field)),
    );
    const lines = unknown.map(({ aspect, kind, template }) => `${aspect} ${template} (${kind})`);
    if (candidateError > 0) lines.push(`${candidateError} times no answer from the candidate`);
    return lines.map((line) => `${route}: ${line}`);
  });
}
