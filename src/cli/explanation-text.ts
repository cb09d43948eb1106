import { styleText } from 'node:util';
import { escapeInvisible } from '../compare/redaction/excerpt.ts';
import { ruleWords } from '../config/rule-words.ts';
import type { Difference } from '../vocabulary/difference.ts';
import type { ExplainedByRule, Explanation } from './explain-bodies.ts';

/** An explanation as lines for a terminal, in colour if it supports it and NO_COLOR is not set. */
export function explanationText({ differences, truncated, rules }: Explanation): string {
  const lines = [headingOf(differences.length), ...differenceLines(differences)];
  if (truncated) lines.push('  … and more that is not listed, or was not compared');
  for (const rule of rules) lines.push('', ...ruleLines(rule));
  return `${lines.join('\n')}\n`;
}

function headingOf(differences: number): string {
  if (differences === 0) return styleText(['bold', 'green'], 'no difference');
  return styleText(['bold', 'red'], `${differences} difference${differences === 1 ? '' : 's'}`);
}

function ruleLines({ rule, differences, truncated }: ExplainedByRule): readonly string[] {
  return [
    `explained by ${styleText('bold', rule.name)}: ${ruleWords(rule)}`,
    ...differenceLines(differences),
    ...(truncated ? ['  … and more'] : []),
  ];
}

/** A longer path does not push the values of all others out of sight. */
const pathColumnsMax = 48;

function differenceLines(differences: readonly Difference[]): readonly string[] {
  const rows = differences.map(({ kind, path, primary, candidate }) => ({
    kind,
    path: escapeInvisible(path),
    values: `${sideText(primary)} → ${sideText(candidate)}`,
  }));
  const kindColumns = Math.max(...rows.map(({ kind }) => kind.length));
  const longestPath = Math.max(...rows.map(({ path }) => path.length));
  const pathColumns = Math.min(longestPath, pathColumnsMax);
  return rows.map(
    ({ kind, path, values }) =>
      `  ${styleText('yellow', kind.padEnd(kindColumns))}  ${path.padEnd(pathColumns)}  ${values}`,
  );
}

function sideText(value: string | null): string {
  return value === null ? styleText('dim', '(nothing)') : escapeInvisible(value);
}
