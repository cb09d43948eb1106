import { styleText } from 'node:util';
import type { GateReport } from './gate-report.ts';
import { latencyRatio, medianRatio } from './latency-ratio.ts';
import { type PlantedBug, plantedBugs, slowRoute, unexplained } from './planted-bugs.ts';
import type { RouteReport } from './route-report.ts';

/**
 * A busy machine makes all routes of the candidate slower alike, since it is asked while primary
 * and clients are at work too. One that is this many times slower than that is slow by itself.
 */
const slowFactor = 2;

/** What each planted bug looks like from outside, which criteria of the gate do not pass, and what else was found. */
export function describeFindings(reports: readonly RouteReport[], gate: GateReport): string {
  return [...plantedBugs.map((bug) => describeBug(reports, gate, bug)), others(reports)].join('\n');
}

function describeBug(reports: readonly RouteReport[], gate: GateReport, bug: PlantedBug): string {
  const traces = bug.name === 'n-plus-one' ? slowness(reports) : differences(reports, bug);
  const mark = traces.length === 0 ? styleText('red', 'not found') : styleText('green', 'found');
  const title = `${mark}  ${styleText('bold', bug.name)}`;
  return [title, bug.story, bug.look, ...traces, keptBy(reports, gate, bug)].join('\n       ');
}

/** The criteria that keep the candidate from passing in the areas in which the bug shows. */
function keptBy(
  reports: readonly RouteReport[],
  { criteria }: GateReport,
  bug: PlantedBug,
): string {
  const areas = new Set(
    reports
      .filter(({ route, fields }) =>
        bug.name === 'n-plus-one'
          ? route === slowRoute
          : fields.some((one) => bug.explains(route, one)),
      )
      .map(({ area }) => area),
  );
  const found = criteria.filter(
    ({ criterion, area, result }) =>
      area !== null && areas.has(area) && bug.criteria.includes(criterion) && result !== 'pass',
  );
  if (found.length === 0) return 'No criterion of the gate shows it yet.';
  const words = found.map(({ criterion, area, result }) => `${criterion} of ${area} (${result})`);
  return `Kept from passing by ${words.join(', ')}.`;
}

/** A line for each route on which the bug shows. */
function differences(reports: readonly RouteReport[], bug: PlantedBug): readonly string[] {
  return reports.flatMap(({ route, fields }) => {
    const explained = fields.filter((field) => bug.explains(route, field));
    if (explained.length === 0) return [];
    // Several kinds of difference may stand at one place.
    const templates = new Set(explained.map(({ template }) => template));
    return `${route}: ${[...templates].join(', ')}`;
  });
}

function slowness(reports: readonly RouteReport[]): readonly string[] {
  const slow = reports.find(({ route }) => route === slowRoute);
  const latency = slow === undefined ? null : latencyRatio(slow);
  const usual = medianRatio(reports.filter((report) => report !== slow));
  if (latency === null || latency.ratio < slowFactor * usual) return [];
  const { referenceMs, candidateMs, ratio } = latency;
  return [
    `${slowRoute}: ${referenceMs.toFixed(1)} → ${candidateMs.toFixed(1)} ms, ` +
      `×${ratio.toFixed(1)}, where ×${usual.toFixed(1)} is usual`,
  ];
}

function others(reports: readonly RouteReport[]): string {
  const found = unexplained(reports);
  if (found.length === 0) return 'Nothing else differs.';
  return `${styleText('red', 'Not explained by any of these:')}\n  ${found.join('\n  ')}`;
}
