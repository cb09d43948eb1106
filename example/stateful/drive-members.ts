import { Client } from 'undici';
import { seededTeams } from '../conduit/database/seed.ts';
import { createMember, type Member } from './member.ts';
import type { StatefulAnswer, StatefulRequest } from './step.ts';
import { nextStep } from './workload.ts';

export interface MemberDriveOptions {
  readonly url: string;
  /** How many to make in all, evenly by all clients. */
  readonly requests: number;
  /** How many are at work at the same time. */
  readonly clients: number;
  readonly signal?: AbortSignal;
  /** Told of each answer. */
  readonly onAnswer?: () => void;
}

/** Each member's requests take turns on as many connections, as a browser's or a pool's do. */
const connectionsPerMember = 2;

/**
 * Makes requests as the members of many teams would who log in, create, change and delete things
 * and look at them again. Some teams have things from before, in either deployment under other ids.
 *
 * @throws Error at the first answer that is not the one that was due
 */
export async function driveMembers(options: MemberDriveOptions): Promise<void> {
  const { requests, clients } = options;
  const shareOf = (index: number): number =>
    Math.floor(requests / clients) + (index < requests % clients ? 1 : 0);
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  const work = Array.from({ length: clients }, async (_, index) => {
    try {
      await workAsMember(createMember(teamOf(index)), shareOf(index), { ...options, signal });
    } catch (error) {
      failed.abort(error);
    }
  });
  await Promise.all(work);
  signal.throwIfAborted();
}

function teamOf(index: number): string {
  return seededTeams[index] ?? `member-${index}`;
}

async function workAsMember(
  member: Member,
  requests: number,
  { url, signal, onAnswer }: MemberDriveOptions,
): Promise<void> {
  const connections = Array.from({ length: connectionsPerMember }, () => new Client(url));
  try {
    for (; member.step < requests; member.step += 1) {
      signal?.throwIfAborted();
      const connection = connections[member.step % connections.length] as Client;
      await takeStep(connection, member);
      onAnswer?.();
    }
  } finally {
    await Promise.all(connections.map((connection) => connection.destroy()));
  }
}

async function takeStep(connection: Client, member: Member): Promise<void> {
  const { request, status, learn } = nextStep(member);
  const answer = await send(connection, request);
  const what = `${request.method} ${request.path}`;
  if (answer.status !== status) {
    throw new Error(`${what} was answered with ${answer.status}, not ${status}: ${answer.text}`);
  }
  try {
    learn?.(answer);
  } catch (error) {
    throw new Error(`${what}: the answer is wrong`, { cause: error });
  }
}

async function send(
  connection: Client,
  { method, path, headers = {}, body }: StatefulRequest,
): Promise<StatefulAnswer> {
  const answer = await connection.request({
    method,
    path,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}
