import { html } from 'hono/html';
import type { Config } from '../../../config/schema.ts';
import type { Evidence } from '../../../vocabulary/evidence.ts';
import type { Judgement } from '../../gate/gate.ts';
import { type Html, visibleText } from './visible-text.ts';

/** What to do until the first comparison; empty afterwards. */
export function firstSteps(
  config: Config,
  { routes }: Evidence,
  judgement: Judgement,
): Html | string {
  const all = [...routes.values()];
  if (all.some(({ compared }) => compared > 0)) return '';
  if (all.length > 0) return notMirrored(judgement);
  return html`
    <h2 id="first-steps">No exchange yet</h2>
    ${config.replay === undefined ? whereToSend(config) : html`<p>The replay has compared no exchange yet.</p>`}
    ${config.mirror.methods === 'none' ? noMirroring : ''}
  `;
}

function whereToSend({ listen, tls, outOfPath }: Config): Html {
  if (outOfPath !== undefined) {
    return html`<p>
      Point the mirror of your proxy at <code>${addressOf(listen)}</code>. Each copy that arrives
      there is compared, and this page shows what differs.
    </p>`;
  }
  const scheme = tls === undefined ? 'http' : 'https';
  const command =
    'socket' in listen
      ? `curl --unix-socket ${listen.socket} http://localhost/`
      : `curl ${scheme}://${addressOf(listen)}/`;
  return html`
    <p>
      Send requests to Parallax in place of primary, at <code>${addressOf(listen)}</code>. Clients
      get primary's answers; the candidate gets a copy of each request.
    </p>
    <pre tabindex="0"><code>${command}</code></pre>
  `;
}

function addressOf(listen: Config['listen']): string {
  if ('socket' in listen) return `unix:${listen.socket}`;
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  return `${host}:${listen.port}`;
}

const noMirroring = html`
  <p class="notice">
    <code>mirror.methods</code> is <code>none</code>: Parallax serves clients and compares nothing.
    Set <code>mirror.methods: safe</code> to mirror reads, or <code>all</code> to mirror writes,
    too.
  </p>
`;

/** Policy left out all traffic: the criterion `scope` names the keys that would change this. */
function notMirrored({ verdict }: Judgement): Html {
  const scope = verdict.criteria.find(({ criterion }) => criterion === 'scope');
  return html`
    <h2 id="first-steps">Nothing compared yet</h2>
    <p>
      Requests arrived, but no answer of the candidate was compared.
      ${visibleText(scope?.reason ?? '', 600)}
    </p>
  `;
}
