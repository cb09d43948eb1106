import { html } from 'hono/html';
import type { RouteCounts } from '../../../route-counts.ts';
import { formatCount } from '../../../../vocabulary/format.ts';
import { type Html, visibleText } from '../visible-text.ts';

const titles = {
  excused: 'Excused: differs, and a reason explains it',
  lost: 'Lost: meant to be compared, and shed',
  left_out: 'Left out by policy',
} as const;

/** For reasons whose name does not show their key in the config. */
const reasonWords: Readonly<Record<string, string>> = {
  route_off: 'mirror: off on the route',
  route_rate: 'over perSecondMax of the route',
};

/** Exchanges of a route that are not evidence, by reason. */
export function notComparedList({ notCompared, outcomes }: RouteCounts): Html | string {
  const kinds = (['excused', 'lost', 'left_out'] as const).filter(
    (kind) => notCompared[kind].size > 0,
  );
  if (kinds.length === 0 && outcomes.primary_error === 0) return '';
  return html`
    <section class="ledgers" aria-label="Not compared">
      ${kinds.map((kind) => ledger(titles[kind], notCompared[kind]))}
      ${
        outcomes.primary_error === 0
          ? ''
          : ledger('Only primary failed', new Map([['primary_error', outcomes.primary_error]]))
      }
    </section>
  `;
}

function ledger(title: string, counts: ReadonlyMap<string, number>): Html {
  return html`
    <div>
      <h2>${title}</h2>
      <dl>
        ${[...counts].map(
          ([reason, count]) => html`
            <dt>${visibleText(reasonWords[reason] ?? reason.replaceAll('_', ' '))}</dt>
            <dd>${formatCount(count)}</dd>
          `,
        )}
      </dl>
    </div>
  `;
}
