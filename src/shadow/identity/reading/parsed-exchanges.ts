import type { Exchange } from '../../../vocabulary/exchange.ts';
import { parseRequestHead, type RequestHead } from '../../../vocabulary/raw-head.ts';
import { type Subject, subjectOf } from '../recognizing/field-context.ts';
import { type ReadAnswer, readAnswer } from './parsed-answer.ts';

/** What an exchange is about, and what primary said. */
export interface Reading {
  readonly head: RequestHead;
  readonly subject: Subject;
  readonly primary: ReadAnswer;
}

/** A parsed answer takes ten times its text, and a head what it takes. */
const charsMax = 4 * 1024 * 1024;
const headChars = 1024;

/**
 * What was read of exchanges when they were put in order is asked for again when they are mirrored, mostly
 * soon. What waits longer than there is room for is read again.
 */
export class Readings {
  readonly #readings = new Map<number, Reading>();
  #chars = 0;

  of(exchange: Exchange, head: RequestHead): Reading {
    const known = this.#readings.get(exchange.sequence);
    if (known !== undefined) return known;
    const reading = read(exchange, head);
    this.#readings.set(exchange.sequence, reading);
    this.#chars += charsOf(reading);
    this.#forgetFirst();
    return reading;
  }

  /** For the last time. */
  take(exchange: Exchange): Reading {
    const known = this.#readings.get(exchange.sequence);
    if (known === undefined) return read(exchange, parseRequestHead(exchange.request.head));
    this.#forget(exchange.sequence, known);
    return known;
  }

  #forgetFirst(): void {
    for (const [sequence, reading] of this.#readings) {
      if (this.#chars <= charsMax) return;
      this.#forget(sequence, reading);
    }
  }

  #forget(sequence: number, reading: Reading): void {
    this.#readings.delete(sequence);
    this.#chars -= charsOf(reading);
  }
}

function read({ response }: Exchange, head: RequestHead): Reading {
  const subject = subjectOf(head.target);
  return { head, subject, primary: readAnswer(response, subject) };
}

function charsOf({ primary }: Reading): number {
  return primary.chars + headChars;
}
