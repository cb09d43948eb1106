import { Client } from 'undici';
import { seededTeams } from '../conduit/database/seed.ts';
import { breakOff, type BreakOffPoint } from './break-off.ts';
import { createMember, drawFor, type Member } from './member.ts';
import { bodyOf, headersOf, type StatefulAnswer, type StatefulRequest, type Step } from './step.ts';
import { nextStep } from './workload.ts';

export interface MemberDriveOptions {
  readonly url: string;
  /** How many to make in all, evenly by all clients. */
  readonly requests: number;
  /** How many are at work at the same time. */
  readonly clients: number;
  /** The share of requests that clients send whole and then break off. None, when left out. */
  readonly brokenOffShare?: number;
  readonly signal?: AbortSignal;
  /**
   * Called before each request, which waits for what it returns.
   *
   * @param made how many requests have been made, of all clients
   */
  readonly beforeRequest?: (made: number) => Promise<void> | null;
  /**
   * Called for a request whose connection broke or that a gateway could not pass on. The client goes on, and gives up what
   * it no longer knows. Without it, that is an error.
   */
  readonly onUnanswered?: () => void;
}

/** How many of the streamed answers that are broken off are so in their middle. */
const amidShare = 0.7;

/** Each member's requests take turns on as many connections, as a browser's or a pool's do. */
const connectionsPerMember = 2;

/**
 * Makes requests as the members of many teams would who log in, create, change and delete things
 * and look at them again. Some teams have things from before, in either deployment under other ids.
 *
 * @throws Error at the first answer that is not the one that was due
 */
export async function driveMembers(options: MemberDriveOptions): Promise<void> {
  const { requests, clients, beforeRequest } = options;
  const shareOf = (index: number): number =>
    Math.floor(requests / clients) + (index < requests % clients ? 1 : 0);
  let made = 0;
  const pace = async (): Promise<void> => {
    await beforeRequest?.(made);
    made += 1;
  };
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  const work = Array.from({ length: clients }, async (_, index) => {
    try {
      await workAsMember(createMember(teamOf(index)), shareOf(index), { ...options, signal, pace });
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
  options: MemberDriveOptions & { pace: () => Promise<void> },
): Promise<void> {
  const { url, brokenOffShare = 0, signal, pace, onUnanswered } = options;
  const connections = Array.from({ length: connectionsPerMember }, () => new Client(url));
  try {
    for (; member.step < requests; member.step += 1) {
      await pace();
      signal?.throwIfAborted();
      const connection = connections[member.step % connections.length] as Client;
      const step = nextStep(member);
      const point = breakOffPoint(member, step, brokenOffShare);
      if (point === null) await takeStep(connection, step, onUnanswered);
      else await leaveStep(url, step, point);
    }
  } finally {
    await Promise.all(connections.map((connection) => connection.destroy()));
  }
}

/** Null where the member waits for the answer: so, too, until it knows which keys it has. */
function breakOffPoint(member: Member, { request }: Step, share: number): BreakOffPoint | null {
  if (member.keys === null || drawFor(member, 'break off') >= share) return null;
  const streams = (request.body as { stream?: boolean } | undefined)?.stream === true;
  return streams && drawFor(member, 'amid') < amidShare ? 'amid_answer' : 'before_answer';
}

async function leaveStep(url: string, step: Step, point: BreakOffPoint): Promise<void> {
  await breakOff(url, step.request, point);
  step.forget?.();
}

async function takeStep(
  connection: Client,
  { request, status, orStatus, learn, forget }: Step,
  onUnanswered: (() => void) | undefined,
): Promise<void> {
  const answer = await send(connection, request).catch((error: unknown) => {
    if (onUnanswered === undefined) throw error;
    return null;
  });
  if (answer === null || (answer.status === badGateway && onUnanswered !== undefined)) {
    onUnanswered?.();
    forget?.();
    return;
  }
  const what = `${request.method} ${request.path}`;
  if (answer.status !== status && answer.status !== orStatus) {
    throw new Error(`${what} was answered with ${answer.status}, not ${status}: ${answer.text}`);
  }
  try {
    learn?.(answer);
  } catch (error) {
    throw new Error(`${what}: the answer is wrong`, { cause: error });
  }
}

const badGateway = 502;

async function send(connection: Client, request: StatefulRequest): Promise<StatefulAnswer> {
  const { method, path } = request;
  const answer = await connection.request({
    method,
    path,
    headers: headersOf(request),
    body: bodyOf(request),
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}
