import { styleText } from 'node:util';
import Table from 'cli-table3';
import { latencyRatio } from './latency-ratio.ts';
import type { RouteReport } from './route-report.ts';

const fieldsShown = 3;

/** The routes as a table, by area. */
export function routeTable(reports: readonly RouteReport[]): string {
  const table = new Table({
    head: ['Route', 'Exchanges', 'Mismatches', 'Fields that differ most', 'p50, ms'],
    colAligns: ['left', 'right', 'right', 'left', 'right'],
    style: { head: [], border: [] },
  });
  for (const [area, routes] of Map.groupBy(reports, (report) => report.area)) {
    table.push([{ colSpan: 5, content: styleText('bold', area) }]);
    for (const report of routes) table.push(row(report));
  }
  return table.toString();
}

function row(report: RouteReport): string[] {
  const { mismatch, candidateError, primaryError } = report.outcomes;
  const errors = candidateError === 0 ? '' : `\n${candidateError} errors`;
  const ofPrimary = primaryError === 0 ? '' : `\n${primaryError} primary errors`;
  const bad = `${mismatch}${errors}${ofPrimary}`;
  return [
    report.route,
    String(report.exchanges),
    mismatch + candidateError === 0 ? bad : styleText('red', bad),
    fields(report),
    latencies(report),
  ];
}

function fields({ fields }: RouteReport): string {
  const lines = fields
    .slice(0, fieldsShown)
    .map(({ template, kind, exchanges }) => `${template} ${kind} ×${exchanges}`);
  const more = fields.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

/** Secondary → candidate, and how many times as long the candidate takes. */
function latencies(report: RouteReport): string {
  const latency = latencyRatio(report);
  if (latency === null) return '';
  const { referenceMs, candidateMs, ratio } = latency;
  return `${referenceMs.toFixed(1)} → ${candidateMs.toFixed(1)}  ×${ratio.toFixed(1)}`;
}
