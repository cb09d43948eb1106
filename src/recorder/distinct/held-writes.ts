import type { Exchange } from '../../vocabulary/exchange.ts';
import { exchangeShape } from '../../vocabulary/exchange-shape.ts';
import { looksMinted } from '../../vocabulary/identifier.ts';
import { copyOf } from '../../vocabulary/packed-batch.ts';
import { parseRequestHead } from '../../vocabulary/raw-head.ts';

/** The limit for held messages, in bytes. */
const heldBytesMax = 16 * 1024 * 1024;
/** The part of a body that is searched for names. */
const searchedBytes = 64 * 1024;

interface Held {
  readonly exchange: Exchange;
  readonly minted: readonly string[];
  readonly bytes: number;
}

/**
 * Writes that were not kept, for as long as there is room. One of them can still be recorded if a kept
 * exchange names what it made.
 */
export class HeldWrites {
  readonly #bySequence = new Map<number, Held>();
  /** What a write has made according to its answer, the first that named it. */
  readonly #minters = new Map<string, number>();
  #bytes = 0;

  hold(exchange: Exchange): void {
    const { head, body } = exchange.response;
    const minted = namesIn(`${locationsIn(head)} ${textOf(body)}`);
    if (minted.length === 0) return;
    const own = copyOf(exchangeShape, exchange);
    const bytes = bytesOf(own);
    this.#bySequence.set(exchange.sequence, { exchange: own, minted, bytes });
    this.#bytes += bytes;
    for (const name of minted) {
      if (!this.#minters.has(name)) this.#minters.set(name, exchange.sequence);
    }
    for (const sequence of this.#bySequence.keys()) {
      if (this.#bytes <= heldBytesMax) return;
      this.#remove(sequence);
    }
  }

  /** Takes the writes that made what an exchange names, and those that made what these name, in order. */
  neededBy(exchange: Exchange): readonly Exchange[] {
    const needed: Exchange[] = [];
    const waiting = [exchange];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const name of namesIn(requestText(next))) {
        const minter = this.#minters.get(name);
        const held = minter === undefined ? undefined : this.#bySequence.get(minter);
        if (minter === undefined || held === undefined) continue;
        this.#remove(minter);
        needed.push(held.exchange);
        waiting.push(held.exchange);
      }
    }
    return needed.sort((a, b) => a.endedAt - b.endedAt);
  }

  #remove(sequence: number): void {
    const held = this.#bySequence.get(sequence);
    if (held === undefined) return;
    this.#bySequence.delete(sequence);
    this.#bytes -= held.bytes;
    for (const name of held.minted) {
      if (this.#minters.get(name) === sequence) this.#minters.delete(name);
    }
  }
}

const word = /[A-Za-z0-9][A-Za-z0-9_-]{0,127}/g;

/** Ids, tokens and placeholders in a text, each once. */
function namesIn(text: string): readonly string[] {
  return [...new Set(text.match(word) ?? [])].filter(looksMinted);
}

/** The parts of a request that name things: its target, its credentials and its body. */
function requestText({ request }: Exchange): string {
  const { target, fields } = parseRequestHead(request.head);
  const named = fields.filter((_, at) =>
    /^(?:cookie|authorization|x-.*key)$/i.test(at % 2 === 1 ? (fields[at - 1] ?? '') : ''),
  );
  return `${target} ${named.join(' ')} ${textOf(request.body)}`;
}

function locationsIn(head: Uint8Array): string {
  const lines = Buffer.from(head).toString('latin1').split('\r\n');
  return lines.filter((line) => /^(?:location|set-cookie):/i.test(line)).join(' ');
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, searchedBytes)).toString('utf8');
}

function bytesOf({ request, response }: Exchange): number {
  return (
    request.head.byteLength +
    request.body.byteLength +
    response.head.byteLength +
    response.body.byteLength
  );
}
