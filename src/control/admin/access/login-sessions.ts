import { createHash, randomBytes } from 'node:crypto';

const lifetimeMs = 12 * 60 * 60 * 1000;
/** The most sessions; beyond it, the oldest one ends. */
const sessionsMax = 200;

interface Session {
  readonly untilMs: number;
  /** A digest of the token, so that a new token logs everybody out. */
  readonly tokenDigest: string;
}

/** Browsers that have logged in, until the process ends, and for half a day at most. */
export class LoginSessions {
  /** By a digest of the cookie's value, so that nobody can log in with the stored data. */
  readonly #sessions = new Map<string, Session>();

  /** @returns the value of the cookie */
  begin(token: string, nowMs: number): string {
    const secret = randomBytes(32).toString('base64url');
    this.#sessions.set(digest(secret), { untilMs: nowMs + lifetimeMs, tokenDigest: digest(token) });
    const [first] = this.#sessions.keys();
    if (this.#sessions.size > sessionsMax && first !== undefined) this.#sessions.delete(first);
    return secret;
  }

  /** @param token the present token */
  isOpen(secret: string, token: string, nowMs: number): boolean {
    const session = this.#sessions.get(digest(secret));
    return session?.tokenDigest === digest(token) && nowMs < session.untilMs;
  }

  end(secret: string): void {
    this.#sessions.delete(digest(secret));
  }
}

export const sessionSeconds = lifetimeMs / 1000;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
