import { html } from 'hono/html';
import type { Difference } from '../../../../vocabulary/difference.ts';
import type { SpecimenResponse } from '../../../../vocabulary/specimen.ts';
import { type Html, visibleText } from '../visible-text.ts';

type Fields = SpecimenResponse['fields'];

/** The header fields of two answers side by side, by name, in primary's order. */
export function fieldsSideBySide(
  primary: Fields,
  candidate: Fields,
  differences: readonly Difference[],
): Html {
  const [left, right] = [byName(primary), byName(candidate)];
  const differing = new Set(
    differences.filter(({ aspect }) => aspect === 'header').map(({ path }) => headerName(path)),
  );
  const rows = [...new Set([...left.keys(), ...right.keys()])].map((name) => {
    const [one, other] = [left.get(name) ?? [], right.get(name) ?? []];
    return row(name, one, other, differing.has(name));
  });
  return html`
    <table class="fields-of-both">
      <thead>
        <tr>
          <th scope="col">Header</th>
          <th scope="col">Primary</th>
          <th scope="col">Candidate</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  `;
}

/** The header name of a difference: a cookie's path is `set-cookie[sid]`. */
function headerName(path: string): string {
  const bracket = path.indexOf('[');
  return bracket < 0 ? path : path.slice(0, bracket);
}

function byName(fields: Fields): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

function row(
  name: string,
  primary: readonly string[],
  candidate: readonly string[],
  differs: boolean,
): Html {
  const passed = primary.join('\n') !== candidate.join('\n');
  const tone = differs ? 'differs' : passed ? 'passed' : 'same';
  return html`
    <tr class="${tone}" ${differs ? html`data-stop` : ''}>
      <th scope="row"><code>${visibleText(name, 80)}</code></th>
      <td class="${differs && primary.length > 0 ? 'primary' : ''}">
        ${primary.map((value) => html`<code>${visibleText(value)}</code><br />`)}
      </td>
      <td class="${differs && candidate.length > 0 ? 'candidate' : ''}">
        ${candidate.map((value) => html`<code>${visibleText(value)}</code><br />`)}
      </td>
    </tr>
  `;
}
