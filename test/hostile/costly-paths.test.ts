/**
 * The threat: a JSONPath of the config looks at texts and lists that a client of the API chooses. A text
 * that makes a pattern backtrack, or a list that makes a filter look at all of it for each element, must
 * hold up no plane: neither the compare plane, nor the shadow plane, which learns identities by paths, nor
 * the control plane, which reads the candidate's version by one. Work is counted here, not timed.
 */
import { createServer } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { explainBodies } from '../../src/cli/explain-bodies.ts';
import { compilePathValues } from '../../src/config/filter/path-values.ts';
import { compilePattern, isFoundIn, matchesWhole } from '../../src/config/pattern.ts';
import { pollVersion } from '../../src/control/evidence/version-poll.ts';
import { createIdentityRules } from '../../src/shadow/identity/learning/identity-rules.ts';
import { parseAnswer } from '../../src/shadow/identity/reading/parsed-answer.ts';
import { subjectOf } from '../../src/shadow/identity/recognizing/subject.ts';
import { formatResponseHead } from '../../src/vocabulary/raw-head.ts';
import { type Cost, createWalkBudget } from '../../src/vocabulary/walk-budget.ts';
import { compareJsonTexts, parseConfig } from '../compare/pair-fixture.ts';
import { memoryLog } from '../support/memory-log.ts';
import { listen } from '../support/raw-socket.ts';

/** Counts the cost, without a limit. */
function counting(): Cost & { readonly spent: () => number } {
  let spent = 0;
  return {
    spend(values) {
      spent += values;
      return true;
    },
    spent: () => spent,
  };
}

function costOf(path: string, document: unknown): number {
  const cost = counting();
  compilePathValues(path)(document, cost);
  return cost.spent();
}

function fortyLetters(at: number): Uint8Array {
  return Buffer.from(JSON.stringify([{ a: 'a'.repeat(40), at }]));
}

/** Looks at everything for every element. */
const quadratic = '$..[?count($..*) < 0]';

describe('a pattern in a filter', () => {
  const backtracking = [
    "$[?match(@, '(a+)+b')]",
    "$[?search(@, '(a|aa)*$b')]",
    "$[?search(@, '(a*)*b')]",
  ];

  it.each(backtracking)('costs no more than the length of the text: %s', (path) => {
    const [short, long] = [1_000, 100_000].map((length) => costOf(path, ['a'.repeat(length)]));
    expect(long! / short!).toBeLessThan(101);
  });

  it('costs more if its program is large', () => {
    const text = ['a'.repeat(10_000)];
    const [small, large] = ["$[?search(@, 'a{9}b')]", "$[?search(@, '(a|b){900}c')]"].map((path) =>
      costOf(path, text),
    );
    expect(large).toBeGreaterThan(10 * small!);
  });

  it('does not start on a text that may take too long', () => {
    const pattern = compilePattern('(a|b){900}c');
    const text = 'ab'.repeat(500_000);
    for (const holds of [isFoundIn, matchesWhole]) {
      const budget = createWalkBudget({ nodesMax: 1_000_000, msMax: Infinity });
      expect(holds(pattern, text, budget)).toBe(false);
      expect(budget.exceeded()).not.toBeNull();
    }
  });

  it('in a rule is no match if it was not evaluated', () => {
    const text = 'ab'.repeat(500_000);
    const ignore = [{ path: '$.text', pattern: '(a|b){900}(a|b)*' }];
    const comparison = compareJsonTexts(`{"text":"a${text}"}`, `{"text":"b${text}"}`, { ignore });
    expect(comparison.outcome).toBe('mismatch');
  });

  it('does not hang parallax explain', () => {
    const config = parseConfig({ compare: { ignore: ["$[?match(@.a, '(a+)+b')].at"] } });
    const bodies = {
      route: null,
      contentType: null,
      primary: fortyLetters(1),
      candidate: fortyLetters(2),
    };
    expect(explainBodies({ config, ...bodies }).differences).toHaveLength(1);
  });
});

describe('a filter', () => {
  const long = 'x'.repeat(100_000);

  it.each(['$.items[?$.a == $.b]', '$.items[?$.a < $.b]', '$.items[?$.a >= $.b]'])(
    'counts the compared texts for each element: %s',
    (path) => {
      const document = { a: `${long}1`, b: `${long}2`, items: Array(100).fill(0) };
      expect(costOf(path, document)).toBeGreaterThan(100 * (long.length / 1000));
    },
  );

  it('counts the members of compared objects', () => {
    const members = Array.from({ length: 1000 }, (_, at) => [`k${at}`, at]);
    const document = {
      a: Object.fromEntries(members),
      b: Object.fromEntries(members.slice(1)),
      items: Array(100).fill(0),
    };
    expect(costOf('$.items[?$.a == $.b]', document)).toBeGreaterThan(100 * 1000);
  });
});

describe('identities that are configured by paths', () => {
  const head = { method: 'GET', target: '/api/things', fields: [] };
  const answer = parseAnswer(
    {
      head: formatResponseHead(200, ['Content-Type', 'application/json']),
      body: Buffer.from(JSON.stringify(Array.from({ length: 50_000 }, (_, id) => ({ id })))),
    },
    subjectOf(head.target),
  );

  it.each(['learn', 'forbid'] as const)('are not learned if a path costs too much: %s', (key) => {
    const rules = { learn: [{ path: '$[0].id' }], forbid: [] };
    const ruledIn = createIdentityRules({
      ...rules,
      [key]: [...rules[key], { path: quadratic }],
    });
    const ruled = ruledIn(head, answer, answer);
    expect([ruled.learned, ruled.isForbidden('1')]).toEqual([[], true]);
  });
});

describe('the polled version of the candidate', () => {
  it('is not read by a path that costs too much', async () => {
    const body = JSON.stringify(Array.from({ length: 15_000 }, () => 0));
    const server = createServer((_, response) => response.end(body));
    const port = await listen(server);
    const { log, lines } = memoryLog();
    const said = vi.fn<(version: string) => void>();
    const stop = pollVersion({
      url: `http://127.0.0.1:${port}`,
      tls: null,
      poll: { kind: 'poll', path: '/', field: quadratic, everyMs: 60_000 },
      onVersion: said,
      log,
    });
    await vi.waitUntil(() => lines.length > 0, { timeout: 60_000 });
    stop();
    server.close();
    expect(JSON.stringify(lines)).toContain('version_too_costly');
    expect(said).not.toHaveBeenCalled();
  });
});
