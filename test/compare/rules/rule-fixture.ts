import { createPairComparer } from '../../../src/compare/compare-pair.ts';
import { countRuleUses } from '../../../src/compare/rules/rule-uses.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { pairOf, parseConfig, redactor, type ResponseSpec } from '../pair-fixture.ts';

/** Kind and path of each difference. */
export function found({ differences }: Comparison): readonly string[] {
  return differences.map(({ kind, path }) => `${kind} ${path}`);
}

/** The uses of each rule in one comparison. */
export function usesIn(
  compare: Record<string, unknown>,
  primary: ResponseSpec,
  candidate: ResponseSpec,
): Readonly<Record<string, number>> {
  const uses: Record<string, number> = {};
  const use = countRuleUses((key) => {
    const [rule = ''] = key.split(': ');
    uses[rule] = (uses[rule] ?? 0) + 1;
  });
  createPairComparer(parseConfig({ compare }), redactor, { use }).compare(
    pairOf(primary, candidate),
  );
  return uses;
}

/** The same for two bodies. */
export function usesOf(compare: Record<string, unknown>, primary: string, candidate: string) {
  return usesIn(compare, { body: primary }, { body: candidate });
}
