import { html } from 'hono/html';
import type { FleetView } from '../../fleet/fleet-members.ts';
import type { SeenMember } from '../../fleet/member.ts';
import { formatCount, formatDuration } from '../../../vocabulary/format.ts';
import { type Html, visibleText } from './visible-text.ts';

const roleWork = {
  run: 'all planes',
  hub: 'mirrors, compares, counts',
  tap: 'relays and captures',
} as const;

/** The processes of the fleet: when each was last seen, how far it is behind, and what it has shed. */
export function fleetSection({ isCurrent, self, members }: FleetView): Html {
  return html`
    <section aria-labelledby="fleet">
      <h2 id="fleet">Fleet</h2>
      ${
        isCurrent
          ? ''
          : html`<p class="notice">PostgreSQL does not answer. The list may be out of date.</p>`
      }
      ${members.length === 0 ? html`<p class="empty">No process is known yet.</p>` : memberTable(members, self)}
    </section>
  `;
}

function memberTable(members: readonly SeenMember[], self: string): Html {
  return html`
    <div class="scroll" role="group" aria-labelledby="fleet" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Process</th>
            <th scope="col">Role</th>
            <th scope="col">State</th>
            <th scope="col" class="number">Lag</th>
            <th scope="col" class="number">Shed</th>
            <th scope="col">Host</th>
            <th scope="col">Version</th>
          </tr>
        </thead>
        <tbody>
          ${members.map((member) => memberRow(member, self))}
        </tbody>
      </table>
    </div>
    <p class="more">
      A process that was not seen for 15 s is away. After a day, it is no longer listed.
    </p>
  `;
}

function memberRow(member: SeenMember, self: string): Html {
  const { instance, host, version, lagMs, shed, unseenMs, isAway } = member;
  const state = instance === self ? 'this one' : 'here';
  return html`
    <tr>
      <th scope="row"><code>${visibleText(instance, 40)}</code></th>
      <td>${roleText(member)}</td>
      <td class="${isAway ? 'bad' : ''}">${isAway ? `away for ${timeSpan(unseenMs)}` : state}</td>
      <td class="number">${formatDuration(lagMs)}</td>
      <td class="number">${formatCount(shed)}</td>
      <td>${visibleText(host, 80)}</td>
      <td>${visibleText(version, 40)}</td>
    </tr>
  `;
}

function roleText({ role, partitions }: SeenMember): Html {
  const owns =
    partitions === null ? '' : `, owns ${partitions} partition${partitions === 1 ? '' : 's'}`;
  return html`${role} <span class="quiet">${roleWork[role]}${owns}</span>`;
}

/** `42 s`, `17 min`, `3 h`. */
function timeSpan(spanMs: number): string {
  const minutes = spanMs / 60_000;
  if (minutes < 1) return `${Math.floor(spanMs / 1000)} s`;
  return minutes < 60 ? `${Math.floor(minutes)} min` : `${Math.floor(minutes / 60)} h`;
}
