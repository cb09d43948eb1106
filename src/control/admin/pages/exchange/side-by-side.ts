import { html } from 'hono/html';
import type { Difference } from '../../../../vocabulary/difference.ts';
import type { SpecimenBody } from '../../../../vocabulary/specimen.ts';
import { countText } from '../figures.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { type AlignedLine, alignLines, type Passing } from './aligned-lines.ts';
import { parseAsWritten } from './parse-as-written.ts';

/** So many lines that are the same are shown around a difference. */
const context = 3;
/** Fewer lines than this are not worth folding away. */
const foldedMin = 8;
const lineCharsMax = 400;

/** Two bodies beside each other, line by line, with what differs marked by its kind. */
export function bodiesSideBySide(
  primary: SpecimenBody,
  candidate: SpecimenBody | null,
  differences: readonly Difference[],
  passing: Passing,
): Html {
  const lines = linesOf(primary, candidate, differences, passing);
  if (lines.length === 0) return html`<p class="quiet">Neither answer has a body.</p>`;
  return html`${cutNotice(primary, candidate)}${stretchesOf(lines).map(stretch)}`;
}

function linesOf(
  primary: SpecimenBody,
  candidate: SpecimenBody | null,
  differences: readonly Difference[],
  passing: Passing,
): readonly AlignedLine[] {
  if (primary.kind === 'json' && candidate?.kind === 'json') {
    return alignLines(
      parseAsWritten(primary.text),
      parseAsWritten(candidate.text),
      differences.filter(({ aspect }) => aspect === 'body'),
      passing,
    );
  }
  const [left, right] = [textLines(primary), candidate === null ? [] : textLines(candidate)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
    depth: 0,
    primary: left[index] ?? null,
    candidate: right[index] ?? null,
    difference: null,
    passed: left[index] === right[index] ? null : 'let pass',
  }));
}

function textLines({ kind, text, bytes }: SpecimenBody): string[] {
  switch (kind) {
    case 'empty':
      return [];
    case 'binary':
      return [`‹${countText(bytes)} bytes that are no text›`];
    case 'unread':
      return [`‹${countText(bytes)} bytes that could not be read›`];
    case 'json':
      return JSON.stringify(parseAsWritten(text), null, 1).split('\n');
    case 'text':
      return text.split(/\r?\n/);
  }
}

function isCut(body: SpecimenBody | null): boolean {
  return body !== null && body.bytes > 0 && body.cut;
}

function cutNotice(primary: SpecimenBody, candidate: SpecimenBody | null): Html | string {
  if (!isCut(primary) && !isCut(candidate)) return '';
  return html`<p class="quiet">
    Not all of it was kept: a note stands in place of what was left out.
  </p>`;
}

interface Stretch {
  readonly folded: boolean;
  readonly lines: readonly AlignedLine[];
}

/** Folds away what is the same and far from anything that is not. */
function stretchesOf(lines: readonly AlignedLine[]): Stretch[] {
  const near = new Uint8Array(lines.length);
  for (const [index, { difference, passed }] of lines.entries()) {
    if (difference !== null || passed !== null)
      near.fill(1, Math.max(0, index - context), index + context + 1);
  }
  const stretches: Stretch[] = [];
  for (let start = 0; start < lines.length;) {
    let end = start;
    while (end < lines.length && near[end] === near[start]) end += 1;
    const folded = near[start] === 0 && end - start >= foldedMin;
    stretches.push({ folded, lines: lines.slice(start, end) });
    start = end;
  }
  return stretches;
}

function stretch({ folded, lines }: Stretch): Html {
  const table = html`
    <table class="sides">
      <colgroup>
        <col />
        <col />
        <col class="kind" />
      </colgroup>
      <thead class="unseen">
        <tr>
          <th scope="col">Primary</th>
          <th scope="col">Candidate</th>
          <th scope="col">Difference</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(row)}
      </tbody>
    </table>
  `;
  if (!folded) return table;
  return html`
    <details class="folded">
      <summary>${countText(lines.length)} lines that are the same</summary>
      ${table}
    </details>
  `;
}

function row({ depth, primary, candidate, difference, passed }: AlignedLine): Html {
  const tone = difference !== null ? 'differs' : passed === null ? '' : 'passed';
  return html`<tr class="${tone}">
    <td>${cell(depth, primary)}</td>
    <td>${cell(depth, candidate)}</td>
    <td>${difference?.kind ?? passed ?? ''}</td>
  </tr>`;
}

/** Indented by spaces: a width in a style attribute is what the page's policy forbids. */
function cell(depth: number, text: string | null): Html | string {
  if (text === null) return '';
  return html`<code>${'  '.repeat(Math.min(depth, 40))}${visibleText(text, lineCharsMax)}</code>`;
}
