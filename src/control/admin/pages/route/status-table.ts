import { html } from 'hono/html';
import type { StatusPair } from '../../../status-matrix.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import type { Html } from '../visible-text.ts';

/**
 * Primary's statuses down, the candidate's across: differences are off the diagonal. A sentence if there are
 * none.
 */
export function statusTable(pairs: readonly StatusPair[]): Html | string {
  if (pairs.length === 0) return '';
  if (pairs.every(({ primary, candidate }) => primary === candidate)) return agreement(pairs);
  const down = statusesOf(pairs, 'primary');
  const across = statusesOf(pairs, 'candidate');
  const counts = new Map(
    pairs.map(({ primary, candidate, exchanges }) => [`${primary} ${candidate}`, exchanges]),
  );
  return html`
    <section aria-labelledby="statuses">
      <h2 id="statuses">Statuses</h2>
      <div class="scroll" role="group" aria-labelledby="statuses" tabindex="0">
        <table class="statuses">
          <thead>
            <tr>
              <th scope="col">Primary ↓ candidate →</th>
              ${across.map((one) => html`<th scope="col" class="number">${statusText(one)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${down.map(
              (primary) => html`
                <tr>
                  <th scope="row">${statusText(primary)}</th>
                  ${across.map((candidate) => cell(counts, primary, candidate))}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function agreement(pairs: readonly StatusPair[]): Html {
  const counts = [...pairs]
    .sort((a, b) => b.exchanges - a.exchanges)
    .map(({ primary, exchanges }) => `${statusText(primary)} in ${formatCount(exchanges)}`);
  return html`
    <section aria-labelledby="statuses">
      <h2 id="statuses">Statuses</h2>
      <p>Both deployments answered with the same statuses: ${counts.join(', ')}.</p>
    </section>
  `;
}

function cell(counts: ReadonlyMap<string, number>, primary: number, candidate: number): Html {
  const count = counts.get(`${primary} ${candidate}`) ?? 0;
  const tone = count === 0 ? 'quiet' : primary === candidate ? '' : 'bad';
  return html`<td class="number ${tone}">${count === 0 ? '·' : formatCount(count)}</td>`;
}

function statusesOf(pairs: readonly StatusPair[], side: 'primary' | 'candidate'): number[] {
  return [...new Set(pairs.map((pair) => pair[side]))].sort((a, b) => a - b);
}

function statusText(status: number): string {
  return status === 0 ? 'none' : String(status);
}
