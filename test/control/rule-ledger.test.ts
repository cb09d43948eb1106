import { describe, expect, it } from 'vitest';
import { memoryLog } from '../support/memory-log.ts';
import { comparisonOf, totalsOf } from './comparison-fixture.ts';
import { planeUnderTest } from './plane-under-test.ts';

const hourMs = 60 * 60 * 1000;
const startMs = Date.UTC(2026, 10, 23);

/** A plane with one rule for all routes and one for a route of its own, and a clock to turn. */
function planeWithRules() {
  const { log, lines } = memoryLog();
  let nowMs = startMs;
  const settings = {
    compare: { ignore: ['$.createdAt'] },
    routes: [{ match: 'GET /api/costs', compare: { unordered: ['$.rows'] } }],
  };
  const clocks = { now: () => nowMs, monotonic: () => nowMs };
  const plane = planeUnderTest(settings, { log, ...clocks });
  return {
    /** The lines of the log about rules. */
    ruleLines: () => lines.filter(({ rule }) => rule !== undefined),
    /** Compares something every hour. */
    async compareFor(hours: number): Promise<void> {
      for (let passed = 0; passed <= hours; passed += 1) {
        await plane.feed([comparisonOf()]);
        nowMs += hourMs;
      }
    },
    wait(hours: number): void {
      nowMs += hours * hourMs;
    },
    report(uses: Record<string, number>): void {
      const ruleUses = Object.fromEntries(
        Object.entries(uses).map(([rule, count]) => [
          keys[rule] ?? rule,
          { uses: count, firstAtMs: startMs, lastAtMs: nowMs },
        ]),
      );
      plane.report(totalsOf({ ruleUses }));
    },
    async dead(): Promise<readonly string[]> {
      const rules = (await (await plane.ask('/api/rules')).json()) as RuleView[];
      return rules.filter(({ dead }) => dead).map(({ rule }) => rule);
    },
    text: async (path: string) => (await plane.ask(path)).text(),
    [Symbol.dispose]: () => plane[Symbol.dispose](),
  };
}

interface RuleView {
  readonly rule: string;
  readonly dead: boolean;
}

/** The key of uses in the compare plane: the path of a rule in the config, and its text. */
const keys: Readonly<Record<string, string>> = {
  'compare.ignore[0]': 'compare.ignore[0]: $.createdAt does not count',
  'routes[0].compare.unordered[0]':
    'routes[0].compare.unordered[0]: the order of $.rows does not count',
};

const both = ['compare.ignore[0]', 'routes[0].compare.unordered[0]'];

describe('a rule', () => {
  it('is dead after a day of comparing without a use', async () => {
    using plane = planeWithRules();
    await plane.compareFor(24);
    expect(await plane.dead()).toEqual(both);
  });

  it('is not dead a little earlier', async () => {
    using plane = planeWithRules();
    await plane.compareFor(23);
    expect(await plane.dead()).toEqual([]);
  });

  it('is not dead because of a week without traffic', async () => {
    using plane = planeWithRules();
    await plane.compareFor(2);
    plane.wait(7 * 24);
    await plane.compareFor(2);
    expect(await plane.dead()).toEqual([]);
  });

  it('has another day after each use', async () => {
    using plane = planeWithRules();
    await plane.compareFor(20);
    plane.report({ 'compare.ignore[0]': 1 });
    await plane.compareFor(20);
    plane.report({ 'compare.ignore[0]': 1 });
    expect(await plane.dead()).toEqual(['routes[0].compare.unordered[0]']);
  });

  it('is logged once a day if it is dead', async () => {
    using plane = planeWithRules();
    await plane.compareFor(25);
    plane.report({});
    plane.report({});
    expect(plane.ruleLines().map(({ rule }) => rule)).toEqual(both);
    await plane.compareFor(25);
    plane.report({});
    expect(plane.ruleLines()).toHaveLength(2 * both.length);
  });

  it('is counted in /metrics by its path in the config', async () => {
    using plane = planeWithRules();
    plane.report({ 'compare.ignore[0]': 7 });
    expect(await plane.text('/metrics')).toContain(
      'parallax_rule_uses_total{rule="compare.ignore[0]"} 7\n',
    );
  });

  it('is reported with a description', async () => {
    using plane = planeWithRules();
    plane.report({ 'compare.ignore[0]': 7 });
    expect(JSON.parse(await plane.text('/api/rules'))).toContainEqual({
      rule: 'compare.ignore[0]',
      route: null,
      text: '$.createdAt does not count',
      uses: 7,
      firstUsed: '2026-11-23T00:00:00.000Z',
      lastUsed: '2026-11-23T00:00:00.000Z',
      dead: false,
    });
  });
});
