import type { Member } from './member.ts';

export interface StatefulRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface StatefulAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request, and what its client holds the answer to. */
export interface Step {
  readonly request: StatefulRequest;
  readonly status: number;
  /** A second status that is right as well. */
  readonly orStatus?: number;
  /**
   * Learns from an answer of the right status.
   *
   * @throws Error where it does not say what the client knows
   */
  readonly learn?: (answer: StatefulAnswer) => void;
  /** Gives up what the client knows no more where it went away before the answer. */
  readonly forget?: () => void;
}

export function headersOf({ headers = {}, body }: StatefulRequest): Record<string, string> {
  return body === undefined ? headers : { 'content-type': 'application/json', ...headers };
}

/** As it is sent; null where there is none. */
export function bodyOf({ body }: StatefulRequest): string | null {
  return body === undefined ? null : JSON.stringify(body);
}

/** Null where the member does not have yet what this takes. */
export type StepMaker = (member: Member) => Step | null;

/** @throws Error that says what was expected */
export function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new Error(`${what} is ${JSON.stringify(found)} where ${JSON.stringify(expected)} was due`);
}

export function jsonOf({ text }: StatefulAnswer): unknown {
  return JSON.parse(text);
}

/** By which of the two ways a member says who it is. */
export function sessionHeaders(member: Member, session: string): Readonly<Record<string, string>> {
  return member.step % 2 === 0
    ? { authorization: `Bearer ${session}` }
    : { cookie: `theme=dark; conduit_session=${session}` };
}
