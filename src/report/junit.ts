import XmlBuilder from 'fast-xml-builder';
import { fateWords } from './document.ts';
import type { DeploymentFacts, FindingFacts, Report } from './facts.ts';

interface TestCase {
  readonly '@classname': string;
  readonly '@name': string;
  readonly failure?: readonly Fault[];
  readonly error?: readonly Fault[];
  readonly skipped?: { readonly '@message': string };
}

interface Fault {
  readonly '@message': string;
  readonly '@type': string;
  readonly '#text'?: string;
}

/**
 * For CI systems: a case for each criterion and area, for each route, for each line of the checklist, and for
 * what the verdict on a replay does not cover. An inconclusive criterion is an error, like a test without a
 * result.
 */
export function junitOf(report: Report): string {
  const { deployments, unreachable, checklist, replay } = report;
  const suites = [
    ...deployments.map((one) => suite(one.url, deploymentCases(one))),
    ...unreachable.map(({ url, fault }) =>
      suite(url, [
        { ...named('admin', 'answers'), error: [{ '@message': fault, '@type': 'unreachable' }] },
      ]),
    ),
    ...(replay === undefined ? [] : [suite('replay', replayCases(replay))]),
    ...(checklist.length === 0 ? [] : [suite('checklist', checklist.map(checklistCase))]),
  ];
  const builder = new XmlBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
  });
  const testsuites = { '@name': 'parallax', testsuite: suites };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites })}`;
}

function suite(name: string, cases: readonly TestCase[]) {
  return {
    '@name': name,
    '@tests': cases.length,
    '@failures': cases.filter(({ failure }) => failure !== undefined).length,
    '@errors': cases.filter(({ error }) => error !== undefined).length,
    '@skipped': cases.filter(({ skipped }) => skipped !== undefined).length,
    testcase: cases,
  };
}

function named(className: string, name: string): TestCase {
  return { '@classname': className, '@name': name };
}

function deploymentCases({ criteria, routes, findings }: DeploymentFacts): readonly TestCase[] {
  const open = findings.filter(({ fate }) => fate.became === 'open' || fate.became === 'notSeen');
  const seen = new Set(routes.map(({ route }) => route));
  const unseen = new Set(open.map(({ route }) => route).filter((route) => !seen.has(route)));
  return [
    ...criteria.map(criterionCase),
    ...[...seen, ...unseen].map((route) => {
      const of = open.filter((one) => one.route === route);
      return routeCase(named('route', route), of);
    }),
  ];
}

function routeCase(named: TestCase, open: readonly FindingFacts[]): TestCase {
  return open.length === 0 ? named : { ...named, failure: open.map(findingFault) };
}

function criterionCase({
  criterion,
  area,
  result,
  reason,
}: DeploymentFacts['criteria'][number]): TestCase {
  const one = named(`criterion.${criterion}`, area ?? '(all)');
  const fault = [{ '@message': reason, '@type': result }];
  if (result === 'pass') return one;
  return result === 'fail' ? { ...one, failure: fault } : { ...one, error: fault };
}

function findingFault(finding: FindingFacts): Fault {
  const { field, exchanges, example, page, command } = finding;
  const where = example ?? page;
  const text = command ?? (where === null ? null : `curl '${where.replaceAll("'", '%27')}'`);
  return {
    '@message': `${field} differs in ${exchanges} exchanges: ${fateWords(finding)}`,
    '@type': 'finding',
    ...(text !== null && { '#text': text }),
  };
}

/** What the verdict on a replay does not cover, as skipped cases. */
function replayCases({
  notJudged,
  firstFaults,
  limits,
}: NonNullable<Report['replay']>): readonly TestCase[] {
  const skipped =
    (className: string) =>
    (words: string): TestCase => {
      return { ...named(className, words), skipped: { '@message': words } };
    };
  return [
    ...notJudged.map(skipped('not judged')),
    ...firstFaults.map(skipped('not read')),
    ...limits.map(skipped('inconclusive at best')),
  ];
}

function checklistCase({
  line,
  state,
  evidence,
  isRequired,
}: Report['checklist'][number]): TestCase {
  const one = named('checklist', line);
  if (state === 'done') return one;
  const isMissing = state === 'missing' && isRequired;
  return isMissing
    ? { ...one, failure: [{ '@message': evidence, '@type': state }] }
    : { ...one, skipped: { '@message': `${state}: ${evidence}` } };
}
