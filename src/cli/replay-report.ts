import { z } from 'zod';
import { version } from '../control/version.ts';
import type { FindingFacts, Report } from '../report/facts.ts';
import { gatherDeployment } from '../report/gather.ts';
import { reportOf } from '../report/report.ts';
import { type Asked, askerOf, isPassing, patientAskerOf } from './ask-api.ts';
import type { ReplayOptions } from './replay-options.ts';

export interface ReplayReportOptions {
  readonly asked: Asked;
  readonly files: readonly string[];
  readonly replay: NonNullable<Report['replay']>;
  readonly options: ReplayOptions;
}

const routesAnswer = z.array(z.object({ exchanges: z.number() }));

/** How many exchanges the control plane has counted; null if it does not answer now. */
export async function countedExchanges(asked: Asked): Promise<number | null> {
  try {
    const routes = routesAnswer.parse(await askerOf(asked)('api/routes'));
    return routes.reduce((sum, { exchanges }) => sum + exchanges, 0);
  } catch (error) {
    if (isPassing(error)) return null;
    throw error;
  }
}

/** The report on a replay: each finding has the command that plays its route again. */
export async function replayReport(options: ReplayReportOptions): Promise<Report> {
  const { asked, replay } = options;
  const deployment = await gatherDeployment(asked.url, patientAskerOf(asked));
  const candidate = options.options.candidate ?? 'the candidate of the config';
  const findings = deployment.findings.map((finding) => withCommand(finding, options));
  return reportOf({
    madeAt: new Date().toISOString(),
    madeBy: version,
    // The pages end with the replay.
    deployments: [{ ...deployment, url: candidate, findings }],
    unreachable: [],
    rollout: null,
    replay,
  });
}

function withCommand(finding: FindingFacts, { files, options }: ReplayReportOptions): FindingFacts {
  const { primary, candidate, secondary, config, methods, keyFile, header, origin, since, until } =
    options;
  // The command line selects routes, not their operations.
  const [method = '', path = ''] = finding.route.split(' ');
  const isRoute = path.startsWith('/');
  const given = [
    ['--primary', primary],
    ['--candidate', candidate],
    ['--secondary', secondary],
    ['--config', config],
    ['--methods', methods],
    ['--key-file', keyFile?.path],
    ['--since', timeText(since)],
    ['--until', timeText(until)],
    ...origin.map((one) => ['--origin', one] as const),
    // The value is a credential in most cases.
    ...header.map(([name]) => ['--header', `${name}: …`] as const),
    // Requests of one route alone lack the things that other routes created for them.
    ['--route', isRoute && methods !== 'all' ? `${method} ${path}` : undefined],
  ].flatMap(([name, value]) => (value === undefined ? [] : [name, shellWord(value)]));
  const command = ['parallax', 'replay', ...files.map(shellWord), ...given].join(' ');
  return { ...finding, page: null, example: null, command };
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Undefined for a time that was not given. */
function timeText(ms: number): string | undefined {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
}
