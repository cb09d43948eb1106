import { styleText } from 'node:util';
import { type PlantedBug, plantedBugs, slowRoute, unexplained } from './planted-bugs.ts';
import type { RouteReport } from './route-report.ts';

/** What each planted bug looks like from outside, and whatever else was found. */
export function describeFindings(reports: readonly RouteReport[]): string {
  return [...plantedBugs.map((bug) => describeBug(reports, bug)), others(reports)].join('\n');
}

function describeBug(reports: readonly RouteReport[], bug: PlantedBug): string {
  const traces = bug.name === 'n-plus-one' ? slowness(reports) : differences(reports, bug);
  const mark = traces.length === 0 ? styleText('red', 'not found') : styleText('green', 'found');
  return [`${mark}  ${styleText('bold', bug.name)}`, bug.story, ...traces].join('\n       ');
}

/** A line for each route on which the bug shows. */
function differences(reports: readonly RouteReport[], bug: PlantedBug): readonly string[] {
  return reports.flatMap(({ route, fields }) => {
    const explained = fields.filter((field) => bug.explains(route, field));
    if (explained.length === 0) return [];
    return `${route}: ${explained.map(({ template }) => template).join(', ')}`;
  });
}

function slowness(reports: readonly RouteReport[]): readonly string[] {
  const report = reports.find(({ route }) => route === slowRoute);
  const primary = report?.latency.primary.p50Ms ?? null;
  const candidate = report?.latency.candidate.p50Ms ?? null;
  if (primary === null || candidate === null || candidate <= primary) return [];
  const ratio = (candidate / primary).toFixed(1);
  return [
    `${slowRoute}: half of the answers within ${primary.toFixed(1)} ms from primary, ` +
      `${candidate.toFixed(1)} ms from the candidate (×${ratio})`,
  ];
}

function others(reports: readonly RouteReport[]): string {
  const found = unexplained(reports);
  if (found.length === 0) return 'Nothing else differs.';
  return `${styleText('red', 'Not explained by any of these:')}\n  ${found.join('\n  ')}`;
}
