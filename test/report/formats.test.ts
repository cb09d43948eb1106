import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../../src/report/document.ts';
import { htmlOf } from '../../src/report/html.ts';
import { junitOf } from '../../src/report/junit.ts';
import { markdownOf } from '../../src/report/markdown.ts';
import { reportOf } from '../../src/report/report.ts';
import { completeFacts, deploymentFacts, findingFacts } from './report-facts.ts';

const hostile = `<script>alert(1)</script>"'&]]>|**b** @ada [x](http://evil.test) \`c\``;

const report = reportOf(
  completeFacts({
    deployments: [
      deploymentFacts({
        version: hostile,
        verdict: 'fail',
        criteria: [
          { criterion: 'mismatches', area: hostile, result: 'fail', reason: hostile },
          { criterion: 'soak', area: 'keys', result: 'inconclusive', reason: 'keys: 2 h more' },
        ],
        findings: [
          findingFacts({
            route: hostile,
            field: hostile,
            example: 'http://127.0.0.1/api/exchanges/a',
          }),
        ],
      }),
    ],
  }),
);

interface Suites {
  readonly testsuites: {
    readonly testsuite: readonly {
      readonly name: string;
      readonly tests: string;
      readonly failures: string;
      readonly errors: string;
      readonly testcase: readonly {
        readonly name: string;
        readonly failure?: { readonly message: string; readonly '#text': string };
      }[];
    }[];
  };
}

describe('the JUnit report', () => {
  const xml = junitOf(report);
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
  const [gate] = (parser.parse(xml) as Suites).testsuites.testsuite;

  it('is well-formed, for any text of others', () => {
    expect(XMLValidator.validate(xml)).toBe(true);
  });

  it('has a failed criterion and a route with a finding as failures, and an open criterion as an error', () => {
    expect(gate).toMatchObject({ tests: '4', failures: '2', errors: '1' });
  });

  it('has text of others unchanged', () => {
    expect(gate?.testcase[0]).toMatchObject({ name: hostile, failure: { message: hostile } });
  });

  it('names the command that shows a finding', () => {
    expect(gate?.testcase.at(-1)?.failure?.['#text']).toBe(
      "curl 'http://127.0.0.1/api/exchanges/a'",
    );
  });
});

it('the HTML report has text of others as text, and no script', async () => {
  const page = await htmlOf(documentOf(report));
  expect(page).not.toMatch(/<script|<a |\son\w+=/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

it('the Markdown report has text of others as text: no markup, column, mention or link', () => {
  const text = markdownOf(documentOf(report));
  expect(text).not.toMatch(/<script|(?<!\\)\*\*|(?<!\\)\[|@ada|http:\/\/evil|(?<!\\)`/);
  const widths = text
    .split('\n')
    .filter((line) => line.startsWith('| &#60;script'))
    .map((line) => line.match(/(?<!\\)\|/g)?.length);
  expect(widths).toEqual([5]);
});

it('the report has the sums of both databases, and the page has their statements', () => {
  const databases = {
    exchanges: { primary: 1200, candidate: 1190 },
    statements: { primary: 2, candidate: 52 },
    milliseconds: { primary: 1.25, candidate: 9.5 },
    rows: { primary: 20, candidate: null },
    faults: ['the database of primary cannot be reached'],
    page: 'http://127.0.0.1:9900/databases',
  };
  const facts = completeFacts({ deployments: [deploymentFacts({ databases })] });
  const section = documentOf(reportOf(facts)).sections.find(({ title }) => title === 'Databases');
  expect(section?.sentences).toEqual([
    'Over 1,200 exchanges of primary and 1,190 of the candidate. All statements: http://127.0.0.1:9900/databases',
    'At present, the database of primary cannot be reached.',
  ]);
  expect(section?.table?.rows).toEqual([
    ['statements', '2', '52'],
    ['milliseconds', '1.25', '9.5'],
    ['rows', '20', ''],
  ]);
});

describe('the report on a replay', () => {
  const notJudged = 'Not judged: latency.';
  const limit = 'it is unknown how many exchanges could not be read';
  const fault = 'day.rec, byte 1200: the frame is damaged';
  const replayed = reportOf({
    ...completeFacts(),
    rollout: null,
    replay: {
      files: ['day.rec'],
      exchanges: 10,
      notSelected: 0,
      faults: 1,
      lost: 0,
      firstFaults: [fault],
      from: null,
      to: null,
      limits: [limit],
      notJudged: [notJudged],
    },
  });

  it.each([
    ['JUnit', junitOf(replayed)],
    ['Markdown', markdownOf(documentOf(replayed))],
    ['HTML', htmlOf(documentOf(replayed))],
  ])('names in %s what was not judged, and what was not read', async (_, made) => {
    const text = await made;
    expect(text).toContain('Not judged: latency');
    expect(text).toContain('the frame is damaged');
  });
});
