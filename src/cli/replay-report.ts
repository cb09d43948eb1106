import { z } from 'zod';
import { version } from '../control/version.ts';
import type { Config } from '../config/schema.ts';
import type { Played } from '../playback/playback.ts';
import type { FindingFacts, Report } from '../report/facts.ts';
import { gatherDeployment } from '../report/gather.ts';
import { reportOf } from '../report/report.ts';
import { type Asked, askerOf } from './ask-api.ts';
import type { ReplayOptions } from './replay-options.ts';
import { unjudgedWords } from './replay-words.ts';

export interface ReplayReportOptions {
  readonly config: Config;
  readonly asked: Asked;
  readonly files: readonly string[];
  readonly played: Readonly<Played>;
  readonly options: ReplayOptions;
}

const routesAnswer = z.array(z.object({ exchanges: z.number() }));

/** How many exchanges the control plane has counted. */
export async function countedExchanges(asked: Asked): Promise<number> {
  const routes = routesAnswer.parse(await askerOf(asked)('api/routes'));
  return routes.reduce((sum, { exchanges }) => sum + exchanges, 0);
}

/** The report on a replay: each finding has the command that plays its route again. */
export async function replayReport(options: ReplayReportOptions): Promise<Report> {
  const { asked, files, played } = options;
  const deployment = await gatherDeployment(asked.url, askerOf(asked));
  const candidate = options.options.candidate ?? 'the candidate of the config';
  const findings = deployment.findings.map((finding) => withCommand(finding, options));
  const { delivered, notSelected, faults, lost, firstFaults } = played;
  return reportOf({
    madeAt: new Date().toISOString(),
    madeBy: version,
    // The pages end with the replay.
    deployments: [{ ...deployment, url: candidate, findings }],
    unreachable: [],
    rollout: null,
    replay: {
      files: [...files],
      exchanges: delivered,
      notSelected,
      faults,
      lost,
      notJudged: [...unjudgedWords(options.config)],
      firstFaults: firstFaults.map(({ path, place, words }) => `${path}, ${place}: ${words}`),
    },
  });
}

function withCommand(finding: FindingFacts, { files, options }: ReplayReportOptions): FindingFacts {
  const { candidate, secondary, config, methods, keyFile, header, origin, since, until } = options;
  // The command line selects routes, not their operations.
  const [method = '', path = ''] = finding.route.split(' ');
  const isRoute = path.startsWith('/');
  const given = [
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
