import { formatCount, formatShare } from '../vocabulary/format.ts';
import { replaySentences } from './replay-sentences.ts';
import type { DeploymentFacts, FindingFacts, Report, RolloutFacts } from './facts.ts';

/** A piece of text: part of a sentence, or code. */
export type Piece = string | { readonly code: string };

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Piece[])[];
}

export interface Section {
  readonly title: string;
  readonly level: 2 | 3;
  readonly sentences: readonly string[];
  readonly table: Table | null;
}

/** The content of the report for people, in any format. */
export interface ReportDocument {
  readonly title: string;
  readonly sections: readonly Section[];
}

export function documentOf(report: Report): ReportDocument {
  const { verdict, madeAt, madeBy, safeToRemove, unreachable, deployments, rollout } = report;
  const { replay } = report;
  const summary = [
    `Verdict: ${verdict}.`,
    ...(replay === undefined
      ? [
          `Safe to remove the legacy code: ${safeToRemove.answer}.`,
          ...safeToRemove.missing.map((one) => `Missing: ${one}`),
        ]
      : replaySentences(replay)),
    ...unreachable.map(({ url, fault }) => `Not read: ${url}: ${fault}`),
    `Made at ${madeAt} by Parallax ${madeBy}.`,
  ];
  return {
    title: rollout === null ? 'Parallax report' : `Parallax report: ${rollout.rollout}`,
    sections: [
      section('Summary', 2, summary),
      ...(replay === undefined ? [checklistSection(report)] : []),
      ...deployments.flatMap((one) => deploymentSections(one)),
      ...(rollout === null ? [] : rolloutSections(rollout)),
    ],
  };
}

function checklistSection({ checklist }: Report): Section {
  return section('Checklist', 2, [], {
    head: ['Line', 'State', 'Evidence'],
    rows: checklist.map((one) => [one.line, one.state, one.evidence]),
  });
}

function section(
  title: string,
  level: Section['level'],
  sentences: readonly string[],
  table: Table | null = null,
): Section {
  return { title, level, sentences, table };
}

function tableSection(title: string, head: readonly string[], rows: Table['rows']): Section {
  return rows.length === 0 ? section(title, 3, ['None.']) : section(title, 3, [], { head, rows });
}

function deploymentSections(one: DeploymentFacts): readonly Section[] {
  const { url, verdict, version, epoch, comparedSince, evaluatedAt, exchanges, compared } = one;
  return [
    section(`Evidence of ${url}`, 2, [
      `The gate is ${verdict} for candidate ${version} (epoch ${epoch}), compared from ${comparedSince} to ${evaluatedAt}.`,
      `Since it started: ${formatCount(exchanges)} exchanges, ${formatCount(compared)} compared, ${formatCount(one.mismatched)} mismatches.`,
    ]),
    tableSection(
      'Criteria',
      ['Area', 'Criterion', 'Result', 'Reason'],
      one.criteria.map(({ area, criterion, result, reason }) => [
        area ?? '(all)',
        criterion,
        result,
        reason,
      ]),
    ),
    tableSection(
      'Findings',
      ['Route', 'Field', 'Exchanges', 'State', 'Shown by'],
      one.findings.map(findingRow),
    ),
    tableSection(
      'Not compared',
      ['Kind', 'Reason', 'Exchanges', 'Share'],
      one.notCompared.map(({ kind, reason, exchanges, share }) => [
        kind,
        reason,
        formatCount(exchanges),
        formatShare(share),
      ]),
    ),
    tableSection(
      'Routes',
      ['Route', 'Area', 'Exchanges', 'Compared', 'Mismatches'],
      one.routes.map((route) => [
        { code: route.route },
        route.area,
        formatCount(route.exchanges),
        formatCount(route.compared),
        formatCount(route.mismatched),
      ]),
    ),
    ...sideBySide(one),
    tableSection(
      'Rules in force',
      ['Rule', 'Route', 'Text', 'Uses'],
      one.rules.map(({ rule, route, text, uses }) => [
        rule,
        { code: route ?? '(all)' },
        { code: text },
        formatCount(uses),
      ]),
    ),
    tableSection(
      'Actions of operators',
      ['At', 'Action', 'Who', 'Reason'],
      one.operators.map(({ at, action, who, reason }) => [at, action, who, reason]),
    ),
  ];
}

function sideBySide({
  counts,
  resources,
  databases,
  queries,
}: DeploymentFacts): readonly Section[] {
  const sides = ['Primary', 'Candidate'];
  return [
    tableSection(
      'Business counts',
      ['Area', 'Name', 'Exchanges', ...sides],
      counts.map(({ area, name, exchanges, primary, candidate }) => [
        area,
        name,
        formatCount(exchanges),
        String(primary),
        String(candidate),
      ]),
    ),
    resources === null
      ? section('Resources', 3, ['Not watched.'])
      : tableSection(
          'Resources',
          ['Resource', ...sides, 'Ratio', 'Allowed'],
          resources.map(({ resource, primary, candidate, ratio, factor }) => [
            resource,
            ...[primary, candidate, ratio, factor].map(numberWords),
          ]),
        ),
    databasesSection(databases),
    tableSection(
      'Queries',
      ['Query', 'Bound', 'Value', 'Breaches'],
      queries.map(({ name, bound, value, breaches }) => [
        name,
        bound,
        numberWords(value),
        formatCount(breaches),
      ]),
    ),
  ];
}

function databasesSection(databases: DeploymentFacts['databases']): Section {
  if (databases === null) return section('Databases', 3, ['Not compared.']);
  const { exchanges, statements, milliseconds, rows, faults, page } = databases;
  const over =
    `Over ${formatCount(exchanges.primary)} exchanges of primary and ` +
    `${formatCount(exchanges.candidate)} of the candidate. All statements: ${page}`;
  return section('Databases', 3, [over, ...faults.map((one) => `At present, ${one}.`)], {
    head: ['Per exchange', 'Primary', 'Candidate'],
    rows: Object.entries({ statements, milliseconds, rows }).map(([name, sides]) => [
      name,
      numberWords(sides.primary),
      numberWords(sides.candidate),
    ]),
  });
}

function findingRow(finding: FindingFacts): readonly Piece[] {
  const { route, field, exchanges, example, page, command } = finding;
  const count = exchanges === null ? '' : formatCount(exchanges);
  return [
    { code: route },
    { code: field },
    count,
    fateWords(finding),
    { code: command ?? example ?? page ?? '' },
  ];
}

/** The outcome of a finding, as a sentence. */
export function fateWords({ fate, version }: FindingFacts): string {
  switch (fate.became) {
    case 'open':
      return 'open';
    case 'accepted':
      return `accepted by ${fate.who} until ${fate.until}: ${fate.why}`;
    case 'fixed':
      return `found in ${version}, fixed in ${fate.version} (epoch ${fate.epoch})`;
    case 'notSeen':
      return `found in ${version}, not seen since; not enough was compared to call it fixed`;
  }
}

function rolloutSections({ environments, timeline, version }: RolloutFacts): readonly Section[] {
  return [
    section('Rollout', 2, [`Version: ${version ?? 'not stated by the plan'}.`], {
      head: ['Environment', 'Tier', 'State', 'Verified at', 'Passed at'],
      rows: environments.map((one) => [
        one.environment,
        one.tier,
        one.state,
        one.promotedAt ?? '',
        one.passedAt ?? '',
      ]),
    }),
    tableSection(
      'Timeline',
      ['At', 'Environment', 'What', 'Who', 'Why'],
      timeline.map(({ at, environment, what, who, why }) => [
        at,
        environment,
        what,
        who,
        why ?? '',
      ]),
    ),
  ];
}

function numberWords(value: number | null): string {
  return value === null ? '' : String(Number(value.toPrecision(4)));
}
