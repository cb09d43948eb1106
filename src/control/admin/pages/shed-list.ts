import { html } from 'hono/html';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import { formatCount } from '../../../vocabulary/format.ts';
import type { Html } from './visible-text.ts';

/** The exchanges that were not compared, by reason, and the restarts of planes. */
export function shedList(
  totals: ProcessTotals | null,
  replays: Readonly<Record<string, number>> | null = null,
): Html {
  return html`
    <section class="ledgers" aria-label="Not compared">
      ${ledger('Shed exchanges', totals?.shed ?? {}, 'None: every exchange that should be compared was.')}
      ${ledger('Opaque connections', totals?.opaque ?? {}, 'None: every connection was understood.')}
      ${ledger('Own limits', totals?.ownLimits ?? {}, 'None: no connection lacked a descriptor, port or memory.')}
      ${ledger('Plane restarts', totals?.restarts ?? {}, 'None.')}
      ${replays === null ? '' : ledger('Replays', replays, 'None. Replays never count as traffic.')}
    </section>
  `;
}

/** Counts by name; the ones that are zero are left out. */
export function ledger(
  title: string,
  counts: Readonly<Record<string, number>>,
  none: string,
): Html {
  const present = Object.entries(counts).filter(([, count]) => count > 0);
  return html`
    <div>
      <h2>${title}</h2>
      ${
        present.length === 0
          ? html`<p class="quiet">${none}</p>`
          : html`<dl>
              ${present.map(
                ([name, count]) => html`
                  <dt>${name.replaceAll('_', ' ')}</dt>
                  <dd>${formatCount(count)}</dd>
                `,
              )}
            </dl>`
      }
    </div>
  `;
}
