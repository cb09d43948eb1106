import { html } from 'hono/html';
import type { LineMark, SpecimenAlignment, SpecimenBody } from '../../../../vocabulary/specimen.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { type AlignedLine, alignLines } from './aligned-lines.ts';
import { changedParts, type TextParts } from './changed-part.ts';
import { countBlocks, foldLines, isDifference, type Stretch } from './fold-lines.ts';

const lineCharsMax = 400;
const unalignedLinesShown = 60;

/** Two bodies beside each other, line by line, with what differs marked by its kind. */
export function bodiesSideBySide(
  primary: SpecimenBody,
  candidate: SpecimenBody | null,
  alignment: SpecimenAlignment | null,
): Html {
  const lines = alignLines(primary, candidate, alignment);
  if (lines.length === 0) return html`<p class="quiet">Neither answer has a body.</p>`;
  const isUnknown = alignment === null;
  const { shown, rest } = isUnknown ? firstLines(lines) : foldLines(lines);
  return html`
    ${isUnknown && candidate !== null ? unalignedNotice : ''}
    ${cutNotice(primary, candidate, alignment)} ${sidesHead} ${tablesOf(shown, undefined)}
    ${rest.length === 0 ? '' : restOf(rest, shown.at(-1)?.lines.at(-1))}
  `;
}

/** For lines that were not paired: they cannot be folded by differences. */
function firstLines(lines: readonly AlignedLine[]): { shown: Stretch[]; rest: Stretch[] } {
  const [first, others] = [lines.slice(0, unalignedLinesShown), lines.slice(unalignedLinesShown)];
  return {
    shown: [{ lines: first, folded: null }],
    rest: others.length === 0 ? [] : [{ lines: others, folded: null }],
  };
}

/** Seen once; read out, it is the head of each table. */
const sidesHead = html`<p class="sides-head" aria-hidden="true">
  <span class="primary">Primary</span> <span class="candidate">Candidate</span>
</p>`;

const unalignedNotice = html`<p class="quiet">
  Parallax did not pair these lines: they are shown side by side in order, and differences are not
  marked.
</p>`;

function isCut(body: SpecimenBody | null): boolean {
  return body !== null && body.bytes > 0 && body.cut;
}

function cutNotice(
  primary: SpecimenBody,
  candidate: SpecimenBody | null,
  alignment: SpecimenAlignment | null,
): Html | string {
  if (alignment?.cut === true) {
    return html`<p class="quiet">Only the first lines are shown.</p>`;
  }
  if (!isCut(primary) && !isCut(candidate)) return '';
  return html`<p class="quiet">Part of it was not kept; notes mark what is missing.</p>`;
}

function restOf(rest: readonly Stretch[], before: AlignedLine | undefined): Html {
  const lines = rest.flatMap((one) => one.lines);
  const blocks = countBlocks(lines, before);
  const what =
    blocks === 0
      ? ''
      : `, ${formatCount(blocks)} more ${blocks === 1 ? 'block differs' : 'blocks differ'}`;
  return html`
    <details class="folded rest">
      <summary>
        ${formatCount(lines.length)} more ${lines.length === 1 ? 'line' : 'lines'}${what}
      </summary>
      ${tablesOf(rest, before)}
    </details>
  `;
}

/** @param before the line above all of them */
function tablesOf(stretches: readonly Stretch[], before: AlignedLine | undefined): readonly Html[] {
  return stretches.map((stretch, at) =>
    stretchTable(stretch, stretches[at - 1]?.lines.at(-1) ?? before),
  );
}

function stretchTable({ lines, folded }: Stretch, before: AlignedLine | undefined): Html {
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
        ${lines.map((line, at) => row(line, lines[at - 1] ?? before, at === 0))}
      </tbody>
    </table>
  `;
  if (folded === null) return table;
  return html`
    <details class="folded">
      <summary>${foldedText(lines.length, folded)}</summary>
      ${table}
    </details>
  `;
}

function foldedText(count: number, folded: 'unchanged' | LineMark): string {
  return folded === 'unchanged'
    ? `${linesText(count)} without a difference`
    : `${formatCount(count)} more ${count === 1 ? 'line' : 'lines'} ${folded}`;
}

function linesText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'line' : 'lines'}`;
}

function row(line: AlignedLine, before: AlignedLine | undefined, isFirst: boolean): Html {
  const { primary, candidate, primaryLine, candidateLine, mark } = line;
  const [left, right] = cells(line);
  const [leftNumber, rightNumber] = [numberOf(primaryLine), numberOf(candidateLine)];
  if (!isDifference(line)) {
    const tone = mark === null ? 'same' : 'passed';
    return html`<tr class="${tone}">
      <td ${leftNumber}>${left}</td>
      <td ${rightNumber}>${right}</td>
      <td>${mark ?? ''}</td>
    </tr>`;
  }
  // The first line of a block is where the keys n and p stop.
  const isStop = before === undefined || !isDifference(before);
  return html`<tr class="differs" ${isStop ? html`data-stop` : ''}>
    <td class="${primary === null ? '' : 'primary'}" ${leftNumber}>${left}</td>
    <td class="${candidate === null ? '' : 'candidate'}" ${rightNumber}>${right}</td>
    <td>${before?.mark === mark && !isFirst ? '' : mark}</td>
  </tr>`;
}

/** The stylesheet draws it, so that it is neither read out nor copied. */
function numberOf(line: number | null): Html | string {
  return line === null ? '' : html`data-line="${line}"`;
}

function cells({ primary, candidate, mark }: AlignedLine): readonly [Html | string, Html | string] {
  if (mark !== 'changed' || primary === null || candidate === null) {
    return [cell(primary), cell(candidate)];
  }
  const [left, right] = changedParts(shortened(primary), shortened(candidate));
  return [partsCell(left), partsCell(right)];
}

/** One more than is shown, so that the text ends in an ellipsis. */
function shortened(line: string): string {
  return line.slice(0, lineCharsMax + 1);
}

/** Indented by spaces, because the page's policy forbids style attributes. */
function cell(text: string | null): Html | string {
  if (text === null) return '';
  return html`<code>${indentOf(text)}${visibleText(text.trimStart(), lineCharsMax)}</code>`;
}

function partsCell([before, changed, after]: TextParts): Html {
  const marked = changed === '' ? '' : html`<mark>${visibleText(changed, lineCharsMax)}</mark>`;
  return html`<code
    >${indentOf(before)}${visibleText(before.trimStart(), lineCharsMax)}${marked}${visibleText(after, lineCharsMax)}</code
  >`;
}

function indentOf(text: string): string {
  return '  '.repeat(Math.min(text.length - text.trimStart().length, 40));
}
