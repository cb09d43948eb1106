import type { Exchange } from '../../vocabulary/exchange.ts';
import { exchangeShape } from '../../vocabulary/exchange-shape.ts';
import { copyOf } from '../../vocabulary/packed-batch.ts';
import { parseRequestHead } from '../../vocabulary/raw-head.ts';
import { type MintedNames, mintedNames, namesIn } from './minted-names.ts';

/** The limit for held messages, in bytes. */
const heldBytesMax = 16 * 1024 * 1024;
/** The part of a body that is searched for names. */
const searchedBytes = 64 * 1024;

interface Held {
  readonly exchange: Exchange;
  readonly minted: MintedNames;
  readonly bytes: number;
}

/**
 * Writes that were not kept, for as long as there is room. One of them can still be recorded if a kept
 * exchange names what it made.
 */
export class HeldWrites {
  readonly #bySequence = new Map<number, Held>();
  /** The writes whose answers have a name, in order. */
  readonly #minters = new Map<string, number[]>();
  #bytes = 0;

  hold(exchange: Exchange): void {
    const { head, body } = exchange.response;
    const minted = mintedNames(locationsIn(head), textOf(body));
    if (minted.all.length === 0) return;
    const own = copyOf(exchangeShape, exchange);
    const bytes = bytesOf(own);
    this.#bySequence.set(exchange.sequence, { exchange: own, minted, bytes });
    this.#bytes += bytes;
    for (const name of minted.all) {
      const minters = this.#minters.get(name);
      if (minters === undefined) this.#minters.set(name, [exchange.sequence]);
      else minters.push(exchange.sequence);
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
        const held = this.#minterOf(name);
        if (held === null) continue;
        this.#remove(held.exchange.sequence);
        needed.push(held.exchange);
        waiting.push(held.exchange);
      }
    }
    return needed.sort((a, b) => a.endedAt - b.endedAt);
  }

  /** The write that made a thing of this name, or else the first that named it. */
  #minterOf(name: string): Held | null {
    const named = (this.#minters.get(name) ?? []).flatMap(
      (sequence) => this.#bySequence.get(sequence) ?? [],
    );
    return named.find(({ minted }) => minted.own.has(name)) ?? named[0] ?? null;
  }

  #remove(sequence: number): void {
    const held = this.#bySequence.get(sequence);
    if (held === undefined) return;
    this.#bySequence.delete(sequence);
    this.#bytes -= held.bytes;
    for (const name of held.minted.all) {
      const others = (this.#minters.get(name) ?? []).filter((minter) => minter !== sequence);
      if (others.length === 0) this.#minters.delete(name);
      else this.#minters.set(name, others);
    }
  }
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
