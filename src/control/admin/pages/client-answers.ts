import { html } from 'hono/html';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import { ledger } from './shed-list.ts';
import type { Html } from './visible-text.ts';

/** Answers to clients by status class, and what Parallax did in place of primary. */
export function clientAnswers(totals: ProcessTotals | null): Html {
  return html`
    <section class="ledgers" aria-label="Clients">
      ${ledger("Primary's answers to clients", totals?.answers ?? {}, 'None yet.')}
      ${ledger('Not served by primary', totals?.turnedAway ?? {}, 'None.')}
      ${ledger('Failed connections to primary', totals?.connectFaults ?? {}, 'None.')}
    </section>
  `;
}
