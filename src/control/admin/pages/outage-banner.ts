import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { ConnectFault, Outage } from '../../../vocabulary/outage.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import { timeText } from './figures.ts';
import { type Html, visibleText } from './visible-text.ts';

/** Where the banner is had by itself, to be put in place of the one before. */
export const outageBannerUrl = '/outages';

const faultWords: Readonly<Record<ConnectFault, string>> = {
  refused: 'connection refused',
  timeout: 'no answer in time',
  unresolved: 'its host name has no address',
  unreachable: 'its network cannot be reached',
  reset: 'connections break before they are ready',
  tls: 'no agreement on TLS',
  own_limits: 'Parallax has no descriptor, port or memory left',
  other: 'the log says why',
};

const consequences: Readonly<Record<Outage['deployment'], string>> = {
  primary: 'Clients are answered 502.',
  candidate: 'Requests to it count as candidate errors.',
  secondary: 'What is noise is not measured meanwhile.',
};

/** Which deployments cannot be connected to. It asks for itself anew, and goes when they can. */
export function outageBanner(totals: ProcessTotals | null): Html {
  return html`
    <section
      id="outages"
      aria-label="Outages"
      hx-get="${outageBannerUrl}"
      hx-trigger="every 5s"
      hx-swap="outerHTML"
    >
      ${(totals?.outages ?? []).map(notice)}
    </section>
  `;
}

/** The banner alone, for a page that is already there. */
export function outageFragment(totals: () => ProcessTotals | null): Handler {
  return (context) => context.html(outageBanner(totals()));
}

function notice({ deployment, url, fault, sinceMs }: Outage): Html {
  const name = deployment === 'primary' ? deployment : `the ${deployment}`;
  return html`
    <p class="notice bad">
      <strong>No connection to ${name}</strong> at <code>${visibleText(url, 80)}</code> since
      ${timeText(sinceMs)}: ${faultWords[fault]}. ${consequences[deployment]}
    </p>
  `;
}
