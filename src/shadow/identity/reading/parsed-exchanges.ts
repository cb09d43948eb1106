import type { Exchange } from '../../../vocabulary/exchange.ts';
import { parseRequestHead, type RequestHead } from '../../../vocabulary/raw-head.ts';
import { isSuccess } from '../../../vocabulary/status.ts';
import { subjectOfAction, subjectOfNamed } from '../recognizing/action.ts';
import { type IsKnown, type Subject, subjectOf } from '../recognizing/subject.ts';
import { parseAnswer, type ParsedAnswer } from './parsed-answer.ts';
import { type RemovedThing, removedThings } from './removed-things.ts';

/** The subject of an exchange, and primary's parsed answer. */
export interface ParsedExchange {
  readonly head: RequestHead;
  readonly subject: Subject;
  readonly primary: ParsedAnswer;
  /** The things that the request removed from primary. */
  readonly removed: readonly RemovedThing[];
}

/** Whether primary has deleted the thing that the path names. */
export function isDeletion({ head, primary }: Pick<ParsedExchange, 'head' | 'primary'>): boolean {
  return head.method === 'DELETE' && isSuccess(primary.status);
}

/** A parsed answer takes ten times the size of its text; a head takes its own size. */
const charsMax = 4 * 1024 * 1024;
const headChars = 1024;

/**
 * An exchange is parsed when it is put in order, and needed again when it is mirrored, usually soon after. If
 * it waits longer than the cache has room, it is parsed again.
 */
export class ParsedExchangeCache {
  readonly #parsed = new Map<number, ParsedExchange>();
  readonly #isKnown: IsKnown;
  #chars = 0;

  /** @param isKnown whether a path segment that looks like a word is a known identity */
  constructor(isKnown: IsKnown) {
    this.#isKnown = isKnown;
  }

  of(exchange: Exchange, head: RequestHead): ParsedExchange {
    const known = this.#parsed.get(exchange.sequence);
    if (known !== undefined) return known;
    const parsed = parse(exchange, head, this.#isKnown);
    this.#parsed.set(exchange.sequence, parsed);
    this.#chars += charsOf(parsed);
    this.#forgetFirst();
    return parsed;
  }

  /** Returns the parsed exchange and removes it from the cache. */
  take(exchange: Exchange): ParsedExchange {
    const known = this.#parsed.get(exchange.sequence);
    if (known === undefined) {
      return parse(exchange, parseRequestHead(exchange.request.head), this.#isKnown);
    }
    this.#forget(exchange.sequence, known);
    return known;
  }

  #forgetFirst(): void {
    for (const [sequence, parsed] of this.#parsed) {
      if (this.#chars <= charsMax) return;
      this.#forget(sequence, parsed);
    }
  }

  #forget(sequence: number, parsed: ParsedExchange): void {
    this.#parsed.delete(sequence);
    this.#chars -= charsOf(parsed);
  }
}

function parse(
  { request, response, leftOut }: Exchange,
  head: RequestHead,
  isKnown: IsKnown,
): ParsedExchange {
  const isWhole = leftOut === null;
  const asked = subjectOf(head.target, isKnown);
  const answer = parseAnswer(response, asked, isWhole);
  const subject = subjectOfAction(subjectOfNamed(asked, answer, isKnown), head, answer);
  const primary = subject === asked ? answer : parseAnswer(response, subject, isWhole);
  const removed = removedThings({ head, subject }, request, primary);
  return { head, subject, primary, removed };
}

function charsOf({ primary }: ParsedExchange): number {
  return primary.chars + headChars;
}
