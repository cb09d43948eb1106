import { readFileSync, writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { readTokenFile } from '../config/admin-token.ts';
import { version } from '../control/version.ts';
import type { DeploymentFacts, Report } from '../report/facts.ts';
import { gatherDeployment } from '../report/gather.ts';
import { reportOf } from '../report/report.ts';
import { rolloutFacts } from '../report/rollout-facts.ts';
import { journalName, readJournal } from '../rollout/journal.ts';
import type { Plan } from '../rollout/plan-schema.ts';
import { defaultUrl, findToken, parseUrl, tokenFileOption } from './admin-options.ts';
import { caOption } from './ask-admin.ts';
import { type Asked, askerOf } from './ask-api.ts';
import { exitCodes, refusedExitCode, usageExitCode } from './exit-codes.ts';
import { formats } from './report-formats.ts';
import { refuse, refuseOrThrow } from './refuse.ts';
import { openPlan } from './rollout/open-rollout.ts';

interface ReportOptions {
  readonly url?: readonly URL[];
  readonly plan?: string;
  readonly journal?: string;
  readonly format: keyof typeof formats;
  readonly out?: string;
  /** The token in it. */
  readonly tokenFile?: string;
  readonly ca?: Buffer;
}

export function defineReport(command: Command): void {
  command
    .addOption(
      new Option(
        '--url <URL>',
        `the admin address of a running Parallax, more than once for several (default: the gates of the plan, or ${defaultUrl})`,
      ).argParser((text, before: readonly URL[] | undefined) => [
        ...(before ?? []),
        parseUrl(text),
      ]),
    )
    .addOption(new Option('--plan <FILE>', 'the plan of the rollout').conflicts('journal'))
    .option('--journal <FILE>', 'the journal of the rollout, without its plan')
    .addOption(
      new Option('--format <FORMAT>', 'the format of the report')
        .choices(Object.keys(formats))
        .default('md'),
    )
    .option('--out <FILE>', 'the file for the report; standard output if left out')
    .addOption(tokenFileOption())
    .addOption(caOption())
    .addHelpText(
      'after',
      '\nExits as `parallax gate` does, with the worst of all gates: 0 pass, 1 fail, 2 inconclusive, 3 when one\n' +
        'cannot be read, and 64 when the command line or the plan is wrong.',
    )
    .action(report);
}

async function report(options: ReportOptions): Promise<void> {
  const { value: token, fault } = findToken(options.tokenFile);
  if (fault !== null) return refuse(fault, usageExitCode);
  const opened = options.plan === undefined ? null : openPlan(options.plan);
  if (options.plan !== undefined && opened === null) return;
  const plan = opened?.plan ?? null;
  try {
    const named = (options.url ?? []).map((url) => ({ url, token, ca: options.ca ?? null }));
    const rollout = rolloutFacts(entriesOf(plan, options.journal), plan, new Date());
    const asked = withGates(named, plan);
    const deployments: DeploymentFacts[] = [];
    const unreachable: { url: string; fault: string }[] = [];
    for (const one of asked.length > 0 ? asked : [defaultAsked(token, options)]) {
      try {
        deployments.push(await gatherDeployment(one.url, askerOf(one)));
      } catch (error) {
        unreachable.push({ url: one.url.href, fault: faultWords(error) });
      }
    }
    const madeAt = new Date().toISOString();
    await write(reportOf({ madeAt, madeBy: version, deployments, unreachable, rollout }), options);
    for (const { url, fault } of unreachable) process.stderr.write(`parallax: ${url}: ${fault}\n`);
  } catch (error) {
    refuseOrThrow(error, refusedExitCode);
  }
}

function entriesOf(plan: Plan | null, journal: string | undefined) {
  if (plan !== null) return readJournal(plan.journal, plan.rollout).entries;
  const name = journal === undefined ? null : journalName(journal);
  return journal === undefined || name === null ? [] : readJournal(journal, name).entries;
}

/** Also reads the gates of all environments, because the rollout depends on them. */
function withGates(named: readonly Asked[], plan: Plan | null): readonly Asked[] {
  const asked = new Map(named.map((one) => [one.url.href, one]));
  for (const { gate } of plan?.environments ?? []) {
    const url = new URL(gate.url);
    if (asked.has(url.href)) continue;
    const token = gate.tokenFile === undefined ? null : readTokenFile(gate.tokenFile).value;
    asked.set(url.href, { url, token, ca: gate.ca === undefined ? null : readFileSync(gate.ca) });
  }
  return [...asked.values()];
}

function defaultAsked(token: string | null, { ca }: ReportOptions): Asked {
  return { url: parseUrl(defaultUrl), token, ca: ca ?? null };
}

async function write(report: Report, { format, out }: ReportOptions): Promise<void> {
  const text = await formats[format](report);
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
  const { verdict } = report;
  process.exitCode = verdict === 'unreachable' ? refusedExitCode : exitCodes[verdict];
}

function faultWords(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  if (error.name === 'TimeoutError') return 'does not answer';
  if (error instanceof SyntaxError) return 'that address is not a Parallax admin address';
  return error.message;
}
