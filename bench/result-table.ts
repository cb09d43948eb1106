import { styleText } from 'node:util';
import Table from 'cli-table3';

/** One line of the bench: what was measured, and what it is held against. */
export interface Result {
  readonly what: string;
  readonly measured: string;
  /** What is promised, in words; empty where the line only informs. */
  readonly bar: string;
  readonly met: boolean | null;
}

/** @param higherIsBetter which side of the bar is the good one */
export function barResult(
  what: string,
  ratio: { medianRatio: number; lowestRatio: number; highestRatio: number },
  bar: { atLeast: number } | { atMost: number },
  remark = '',
): Result {
  const { medianRatio, lowestRatio, highestRatio } = ratio;
  const range = `${lowestRatio.toFixed(2)}–${highestRatio.toFixed(2)}`;
  const met = 'atLeast' in bar ? medianRatio >= bar.atLeast : medianRatio <= bar.atMost;
  return {
    what,
    measured: `${medianRatio.toFixed(2)} (${range})${remark === '' ? '' : `, ${remark}`}`,
    bar: 'atLeast' in bar ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`,
    met,
  };
}

export function printResults(title: string, results: readonly Result[]): void {
  const table = new Table({ head: ['measured', 'result', 'bar', ''], style: { head: ['bold'] } });
  for (const { what, measured, bar, met } of results) {
    const mark = met === null ? '' : met ? styleText('green', 'met') : styleText('red', 'missed');
    table.push([what, measured, bar, mark]);
  }
  process.stdout.write(`\n${styleText('bold', title)}\n${table.toString()}\n`);
}
