import { setTimeout as pause } from 'node:timers/promises';
import { seededTeams } from '../../conduit/database/seed.ts';
import { connectToGateway, type GatewayClient } from './gateway-client.ts';
import { createTeam, drawFor } from './team.ts';
import { nextStep } from './workload.ts';

export interface DriveOptions {
  readonly url: string;
  /** How many to make in all. */
  readonly requests: number;
  /** How long a client waits at most between an answer and its next request. */
  readonly thinkMaxMs: number;
  readonly signal: AbortSignal;
  /** Called for each answer. */
  readonly onAnswer: () => void;
}

/** What concerns all teams is read only while none of them writes. */
const overviews = [
  '/api/virtual-keys?limit=100',
  '/api/request-logs?limit=100',
  '/api/costs/summary',
];

/**
 * Makes requests as the teams of a company would, all at the same time, each on its own keys; in
 * the beginning and in the end somebody looks at everything. The same number of requests are the
 * same requests each time.
 *
 * @throws Error at the first request that fails
 */
export async function drive(options: DriveOptions): Promise<void> {
  const { url, requests, signal, onAnswer } = options;
  const overseer = connectToGateway(url, signal);
  const teams = seededTeams.map((name) => ({ name, client: connectToGateway(url, signal) }));
  try {
    await readOverviews(overseer, onAnswer);
    const teamRequests = requests - 2 * overviews.length;
    await Promise.all(
      teams.map(({ name, client }, index) =>
        workAsTeam(client, { ...options, name, requests: shareOf(teamRequests, index) }),
      ),
    );
    await readOverviews(overseer, onAnswer);
  } finally {
    const clients = [overseer, ...teams.map(({ client }) => client)];
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function readOverviews(overseer: GatewayClient, onAnswer: () => void): Promise<void> {
  for (const path of overviews) {
    await overseer.send({ method: 'GET', path });
    onAnswer();
  }
}

interface TeamWork extends DriveOptions {
  readonly name: string;
}

async function workAsTeam(
  client: GatewayClient,
  { name, requests, thinkMaxMs, signal, onAnswer }: TeamWork,
): Promise<void> {
  const team = createTeam(name);
  for (; team.step < requests; team.step += 1) {
    await pause(drawFor(team, 'think') * thinkMaxMs, undefined, { signal });
    const { request, learn } = nextStep(team);
    const answer = await client.send(request);
    learn?.(answer);
    onAnswer();
  }
}

/** Evenly, with what is left over going to the first ones. */
function shareOf(total: number, index: number): number {
  const even = Math.floor(total / seededTeams.length);
  return index < total % seededTeams.length ? even + 1 : even;
}
