import type { Handler } from 'hono';
import { html } from 'hono/html';
import type { ConnectFault, Outage } from '../../../vocabulary/outage.ts';
import type { ConfigState, ProcessTotals } from '../../../vocabulary/plane-message.ts';
import { formatTime } from '../../../vocabulary/format.ts';
import { type Html, visibleText } from './visible-text.ts';

/** The address of the banner alone, which replaces the one before. */
export const outageBannerUrl = '/outages';

const faultWords: Readonly<Record<ConnectFault, string>> = {
  refused: 'connection refused',
  denied: 'the mode of its Unix socket denies access',
  timeout: 'no answer in time',
  unresolved: 'its host name does not resolve',
  unreachable: 'its network is unreachable',
  reset: 'the connection is reset while it opens',
  tls: 'the TLS handshake fails',
  own_limits: 'Parallax has no descriptor, port or memory left',
  other: 'the log says why',
};

const faultsShownMax = 10;

const consequences: Readonly<Record<Outage['deployment'], string>> = {
  primary: 'Clients get a 502.',
  candidate: 'Requests to it count as candidate errors.',
  secondary: 'Noise is not measured meanwhile.',
};

/**
 * Shows which deployments cannot be connected to, and why a new config was refused. It reloads itself, so that it
 * disappears once that is over.
 */
export function outageBanner(totals: ProcessTotals | null): Html {
  return html`
    <section
      id="outages"
      aria-label="Notices"
      hx-get="${outageBannerUrl}"
      hx-trigger="every 5s"
      hx-config="timeout:5s"
      hx-swap="outerHTML"
    >
      ${(totals?.outages ?? []).map(notice)} ${totals === null ? '' : refusedConfig(totals.config)}
    </section>
  `;
}

/** The banner alone, for a page that is already open. */
export function outageFragment(totals: () => ProcessTotals | null): Handler {
  return (context) => context.html(outageBanner(totals()));
}

function notice({ deployment, url, fault, sinceMs }: Outage): Html {
  const name = deployment === 'primary' ? deployment : `the ${deployment}`;
  return html`
    <p class="notice bad">
      <strong>No connection to ${name}</strong> at <code>${visibleText(url, 80)}</code> since
      ${formatTime(sinceMs)}: ${faultWords[fault]}. ${consequences[deployment]}
    </p>
  `;
}

function refusedConfig({ lastReload }: ConfigState): Html | '' {
  if (lastReload === null || lastReload.faults.length === 0) return '';
  return html`
    <div class="notice bad">
      <p>
        <strong>The new config was refused</strong> at ${formatTime(lastReload.atMs)}. The previous
        one stays in force.
      </p>
      <ul>
        ${lastReload.faults.slice(0, faultsShownMax).map((fault) => html`<li><code>${visibleText(fault, 300)}</code></li>`)}
      </ul>
    </div>
  `;
}
