import type { Handler } from 'hono';
import type { FleetMembers } from '../../fleet/fleet-members.ts';

/**
 * `GET /api/fleet`: the processes that share the store, and the taps that report to them; null without such a
 * store.
 */
export function fleetEndpoint(fleet: Pick<FleetMembers, 'read'> | null): Handler {
  return async (context) => context.json(fleet === null ? null : await fleet.read());
}
