import type { Handler } from 'hono';
import { html } from 'hono/html';
import { outOfPathOf } from '../../../config/out-of-path.ts';
import type { OutOfPathConfig } from '../../../config/out-of-path-schema.ts';
import type { Config } from '../../../config/schema.ts';
import type { GaugeName } from '../../../vocabulary/gauges.ts';
import type { ProcessTotals } from '../../../vocabulary/plane-message.ts';
import type { FleetMembers } from '../../fleet/fleet-members.ts';
import type { Replays } from '../../replays.ts';
import type { RouteLedger } from '../../route-ledger.ts';
import { clientAnswers } from './client-answers.ts';
import { formatCount, formatDuration, formatPercent } from '../../../vocabulary/format.ts';
import { fleetSection } from './fleet-section.ts';
import { layout } from './layout.ts';
import { shedList } from './shed-list.ts';
import type { Html } from './visible-text.ts';

export interface HealthPageOptions {
  readonly config: Config;
  readonly instance: string;
  readonly routes: RouteLedger;
  readonly replays: Pick<Replays, 'counts'>;
  readonly fleet: Pick<FleetMembers, 'read'> | null;
  readonly totals: () => ProcessTotals | null;
}

/** The health of Parallax: its queues, its shed exchanges with the reasons, and its costs. */
export function healthPage(options: HealthPageOptions): Handler {
  return async (context) => {
    const { config, instance, routes, replays, fleet, totals } = options;
    const view = fleet === null ? null : await fleet.read();
    const latest = totals();
    const exchanges = routes.all().reduce((sum, route) => sum + route.exchanges, 0);
    const content = html`
      <h1>Shadow health</h1>
      ${latest === null ? html`<p class="empty">The planes have not reported yet.</p>` : ''}
      ${view === null ? '' : fleetSection(view)} ${latest === null ? '' : levels(config, latest)}
      ${servesClients(config, latest) ? clientAnswers(latest) : ''}
      ${shedList(latest, replays.counts)} ${latest === null ? '' : costs(latest, exchanges)}
    `;
    return context.html(
      layout({ title: 'Shadow health', place: 'Health', totals: latest, instance, content }),
    );
  };
}

function isHub(totals: ProcessTotals | null): boolean {
  return totals?.gauges.hub_partitions !== undefined;
}

/** A hub has no clients, and the proxy serves those of a mirror. */
function servesClients(config: Config, totals: ProcessTotals | null): boolean {
  return !isHub(totals) && outOfPathOf(config) === null;
}

function levels(config: Config, totals: ProcessTotals): Html {
  const { capture, mirror, limits } = config;
  const { gauges } = totals;
  const outOfPath = outOfPathOf(config);
  const gauge = (name: GaugeName): number => gauges[name] ?? 0;
  const isOpen = gauge('breaker_open') > 0;
  return html`
    <section aria-labelledby="levels">
      <h2 id="levels">At present</h2>
      <dl class="levels">
        ${level('Waiting for the candidate', gauge('mirror_queue'), mirror.queueMax)}
        ${level('With the candidate', gauge('mirror_in_flight'), mirror.concurrency)}
        ${level('Bytes held for mirroring', gauge('capture_bytes'), capture.budgetBytes)}
        ${outOfPath === null ? '' : copyLevels(outOfPath, gauge)}
        ${isHub(totals) ? '' : level(outOfPath === null ? 'Client connections' : 'Connections of the mirror', gauge('connections'), limits.connections)}
      </dl>
      <dl class="facts">
        <div>
          <dt>Mirror lag</dt>
          <dd>${formatDuration(1000 * gauge('mirror_lag_seconds'))}</dd>
        </div>
        ${isHub(totals) ? hubFacts(gauge) : ''} ${outOfPath === null ? '' : copyFacts(gauge)}
        <div>
          <dt>Pairs waiting to be compared</dt>
          <dd>${formatCount(gauge('compare_waiting_pairs'))}</dd>
        </div>
        <div>
          <dt>Breaker</dt>
          <dd class="${isOpen ? 'bad' : ''}">
            ${isOpen ? 'open: only probes are sent' : 'closed: the candidate answers'}
          </dd>
        </div>
      </dl>
    </section>
  `;
}

/** Copies that wait for primary, and those that it is working on. */
function copyLevels(
  { queueMax, concurrency }: OutOfPathConfig,
  gauge: (name: GaugeName) => number,
): Html {
  return html`
    ${level('Copies waiting for primary', gauge('copies_waiting'), queueMax)}
    ${level('Copies with primary', gauge('copies_in_flight'), concurrency)}
  `;
}

function copyFacts(gauge: (name: GaugeName) => number): Html {
  const isOpen = gauge('primary_breaker_open') > 0;
  return html`
    <div>
      <dt>Copies from the mirror</dt>
      <dd>${formatCount(gauge('copies'))}</dd>
    </div>
    <div>
      <dt>Breaker of primary</dt>
      <dd class="${isOpen ? 'bad' : ''}">
        ${isOpen ? 'open: primary was slow or failed, and gets only probes' : 'closed: primary gets copies'}
      </dd>
    </div>
  `;
}

/** The partitions of a hub, and its lag in the stream. */
function hubFacts(gauge: (name: GaugeName) => number): Html {
  const messages = gauge('stream_lag_messages');
  const behind =
    messages === 0 ? '' : `, behind by ${formatDuration(1000 * gauge('stream_lag_seconds'))}`;
  return html`
    <div>
      <dt>Partitions of this hub</dt>
      <dd>
        ${formatCount(gauge('hub_partitions'))}
        <small>of ${formatCount(gauge('fleet_partitions'))}</small>
      </dd>
    </div>
    <div>
      <dt>Messages in the stream</dt>
      <dd>${formatCount(messages)}${behind}</dd>
    </div>
  `;
}

/** A fill level, as a drawing, because the page's policy forbids styles. */
function level(name: string, value: number, most: number): Html {
  const share = Math.min(1, value / most);
  return html`
    <div>
      <dt>${name}</dt>
      <dd>
        ${formatCount(value)} <small>of ${formatCount(most)}</small>
        <svg
          class="bar level ${share > 0.8 ? 'full' : ''}"
          viewBox="0 0 100 4"
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <rect class="bar-track" width="100" height="4" />
          <rect width="${100 * share}" height="4" />
        </svg>
      </dd>
    </div>
  `;
}

const planeWork = {
  live: 'relays and captures',
  intake: 'orders the exchanges that taps publish',
  shadow: 'mirrors',
  compare: 'compares',
  control: 'counts, and serves these pages',
} as const;

function costs(totals: ProcessTotals, exchanges: number): Html {
  const { cpuSeconds } = totals;
  const all = Object.values(cpuSeconds).reduce((sum, seconds) => sum + seconds, 0);
  return html`
    <section aria-labelledby="costs">
      <h2 id="costs">What Parallax costs</h2>
      <div class="scroll" role="group" aria-labelledby="costs" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Plane</th>
              <th scope="col">Work</th>
              <th scope="col" class="number">CPU time</th>
              <th scope="col" class="number">Share</th>
              <th scope="col" class="number">Per exchange</th>
            </tr>
          </thead>
          <tbody>
            ${Object.entries(planeWork).map(([plane, work]) => {
              const seconds = cpuSeconds[plane as keyof typeof planeWork];
              if (seconds === undefined) return '';
              const each = exchanges === 0 ? null : (1000 * seconds) / exchanges;
              return html`
                <tr>
                  <th scope="row">${plane}</th>
                  <td class="quiet">${work}</td>
                  <td class="number">${formatDuration(1000 * seconds)}</td>
                  <td class="number">${formatPercent(seconds, all)}</td>
                  <td class="number">${formatDuration(each)}</td>
                </tr>
              `;
            })}
          </tbody>
        </table>
      </div>
      <p class="more">
        ${
          isHub(totals)
            ? 'Clients do not wait for any of it: taps serve them.'
            : 'Clients wait only for the live plane; the other planes have their own threads.'
        }
      </p>
    </section>
  `;
}
