import { styleText } from 'node:util';
import { neverAskedWords, undocumentedWords } from '../control/document-words.ts';
import { formatCount, formatRoughDuration, formatShare } from '../vocabulary/format.ts';
import type { GateAnswer } from './ask-gate.ts';

type Criterion = GateAnswer['criteria'][number];

const head = ['AREA', 'CRITERION', 'RESULT', 'MEASURED', 'LIMIT', 'STILL NEEDED'];
const resultColumn = 2;
const allAreas = '(all)';

const colours = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;

/** The verdict, a line with the numbers of each criterion, the reasons, and the evidence under other rules. */
export function gateTable(answer: GateAnswer): string {
  const { verdict, epoch, criteria, notJudged, reasons, apart, document } = answer;
  const of = epoch === null ? '' : ` for candidate ${epoch.version} (epoch ${epoch.key})`;
  const rows = [
    ...criteria.map(row),
    ...notJudged.map(({ criterion }) => [allAreas, criterion, 'not judged', '', '', '']),
  ];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const lines = [
    `${coloured(verdict, verdict)}${of}`,
    '',
    aligned(head, widths),
    ...rows.map((cells) => aligned(cells, widths)),
    ...(reasons.length === 0 ? [] : ['', ...reasons.map((reason) => `- ${reason}`)]),
    ...(apart === null ? [] : ['', apart.text]),
    ...(document === null ? [] : ['', documentWords(document)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** It changes nothing about the verdict. */
function documentWords({
  operations,
  neverAsked,
  undocumented,
}: NonNullable<GateAnswer['document']>): string {
  return (
    `Of the ${formatCount(operations)} operations in the OpenAPI document, ` +
    `${neverAskedWords(neverAsked)}; ${undocumentedWords(undocumented)}: see /routes.`
  );
}

function row(criterion: Criterion): readonly string[] {
  const { area, criterion: name, result, budget } = criterion;
  return [
    area ?? allAreas,
    name,
    result,
    measured(criterion),
    budget === null ? '' : formatShare(budget),
    needed(criterion),
  ];
}

function measured({ n, k, interval }: Criterion): string {
  if (n === null || k === null || interval === null) return '';
  const { lower, upper } = interval;
  const range =
    lower === upper ? formatShare(upper) : `${formatShare(lower)} to ${formatShare(upper)}`;
  return `${formatCount(k)} of ${formatCount(n)}: ${range}`;
}

function needed({ needed }: Criterion): string {
  if (needed === null) return '';
  const { exchanges, waitMs } = needed;
  const parts = [
    exchanges === null ? '' : `${formatCount(exchanges)} more exchanges`,
    waitMs === null ? '' : formatRoughDuration(waitMs),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => {
      const padded = cell.padEnd(widths[column] ?? 0);
      return column === resultColumn ? coloured(cell, padded) : padded;
    })
    .join('  ')
    .trimEnd();
}

function coloured(word: string, text: string): string {
  if (!Object.hasOwn(colours, word)) return text;
  return styleText(colours[word as keyof typeof colours], text, { stream: process.stdout });
}
