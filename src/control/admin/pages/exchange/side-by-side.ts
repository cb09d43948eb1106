import { html } from 'hono/html';
import { differenceKinds } from '../../../../vocabulary/difference.ts';
import type { LineMark, SpecimenAlignment, SpecimenBody } from '../../../../vocabulary/specimen.ts';
import { countText } from '../figures.ts';
import { type Html, visibleText } from '../visible-text.ts';
import { type AlignedLine, alignLines } from './aligned-lines.ts';

/** So many lines that are the same are shown around a difference. */
const context = 3;
/** Fewer lines than this are not worth folding away. */
const foldedMin = 8;
const lineCharsMax = 400;

/** Two bodies beside each other, line by line, with what differs marked by its kind. */
export function bodiesSideBySide(
  primary: SpecimenBody,
  candidate: SpecimenBody | null,
  alignment: SpecimenAlignment | null,
): Html {
  const lines = alignLines(primary, candidate, alignment);
  if (lines.length === 0) return html`<p class="quiet">Neither answer has a body.</p>`;
  const isUnknown = alignment === null && candidate !== null;
  return html`
    ${isUnknown ? unalignedNotice : ''} ${cutNotice(primary, candidate, alignment)}
    ${(isUnknown ? [{ folded: false, lines }] : stretchesOf(lines)).map(stretch)}
  `;
}

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
  for (const [index, { mark }] of lines.entries()) {
    if (mark !== null) near.fill(1, Math.max(0, index - context), index + context + 1);
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

function row({ primary, candidate, mark }: AlignedLine): Html {
  const tone = mark === null ? '' : kinds.has(mark) ? 'differs' : 'passed';
  return html`<tr class="${tone}">
    <td>${cell(primary)}</td>
    <td>${cell(candidate)}</td>
    <td>${mark ?? ''}</td>
  </tr>`;
}

const kinds: ReadonlySet<LineMark> = new Set(differenceKinds);

/** Indented by spaces: a width in a style attribute is what the page's policy forbids. */
function cell(text: string | null): Html | string {
  if (text === null) return '';
  const content = text.trimStart();
  const depth = Math.min(text.length - content.length, 40);
  return html`<code>${'  '.repeat(depth)}${visibleText(content, lineCharsMax)}</code>`;
}
