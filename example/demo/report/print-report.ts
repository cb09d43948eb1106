import { styleText } from 'node:util';
import { exchangesIn } from './await-comparisons.ts';
import { describeFindings } from './findings.ts';
import type { GateReport } from './gate-report.ts';
import type { RouteReport } from './route-report.ts';
import { routeTable } from './route-table.ts';

export interface DemoReport {
  readonly requests: number;
  /** How long making them took. */
  readonly seconds: number;
  readonly reports: readonly RouteReport[];
  readonly gate: GateReport;
  /** `HOST:PORT`. */
  readonly admin: string;
}

/** Prints what Parallax found. */
export function printReport({ requests, seconds, reports, gate, admin }: DemoReport): void {
  const rate = Math.round(requests / seconds);
  console.log(
    `\n${requests} requests in ${seconds.toFixed(1)} s (${rate} a second), none failed. ` +
      'What Parallax saw, medians in ms of secondary → candidate:\n',
  );
  console.log(routeTable(reports));
  console.log(`\n${coverage(requests, reports)}\n`);
  console.log(`${describeFindings(reports, gate)}\n`);
  console.log(`The gate's verdict: ${styleText('bold', gate.verdict)}.`);
  console.log(`Admin pages: ${styleText('bold', `http://${admin}/`)}`);
}

/** Nothing may go missing in silence. */
function coverage(requests: number, reports: readonly RouteReport[]): string {
  const skipped = reports.reduce((sum, { outcomes }) => sum + outcomes.skipped, 0);
  const compared = exchangesIn(reports) - skipped;
  return compared === requests
    ? 'All exchanges were compared.'
    : styleText('red', `Only ${compared} of ${requests} exchanges were compared.`);
}
