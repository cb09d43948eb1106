import { createHash, randomBytes } from 'node:crypto';

const lifetimeMs = 12 * 60 * 60 * 1000;
/** More people than ever look at once; the one that logged in first is logged out first. */
const sessionsMax = 200;

interface Session {
  readonly untilMs: number;
  /** Of the token that was given, so that another token logs everybody out. */
  readonly tokenDigest: string;
}

/** Browsers that were given the token, for as long as the process lives and half a day at most. */
export class LoginSessions {
  /** By a digest of what the cookie holds: what is kept here logs nobody in. */
  readonly #sessions = new Map<string, Session>();

  /** @returns what the cookie is to hold */
  begin(token: string, nowMs: number): string {
    const secret = randomBytes(32).toString('base64url');
    this.#sessions.set(digest(secret), { untilMs: nowMs + lifetimeMs, tokenDigest: digest(token) });
    const [first] = this.#sessions.keys();
    if (this.#sessions.size > sessionsMax && first !== undefined) this.#sessions.delete(first);
    return secret;
  }

  /** @param token the one that is right now */
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
