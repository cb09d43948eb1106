/**
 * Replaces message heads in a stream and passes all other bytes unchanged. It needs a framer, which finds the
 * start of a message and the end of its head.
 */
export class HeadSplicer {
  #outgoing: Buffer[] = [];
  /** Chunks of a head that is not complete, kept back until it is. */
  #keptBack: Buffer[] = [];
  /** The offset in the present chunk of the first byte that has not been passed. */
  #from = 0;

  /** @param at the offset of the message in the chunk */
  startMessage(chunk: Buffer, at: number): void {
    this.#passUpTo(chunk, at);
  }

  /** @param end the offset after the replaced head in the chunk in which it ended */
  replaceHead(head: Buffer, end: number): void {
    this.#keptBack = [];
    this.#outgoing.push(head);
    this.#from = end;
  }

  /** The bytes that may be sent now, without those of an incomplete head. */
  endChunk(chunk: Buffer, insideHead: boolean): readonly Buffer[] {
    if (insideHead) this.#keptBack.push(chunk.subarray(this.#from));
    else this.#passUpTo(chunk, chunk.length);
    return this.#takeOutgoing();
  }

  /** The bytes that may be sent if the rest of the chunk may not. Drops the kept bytes. */
  stop(): readonly Buffer[] {
    this.#keptBack = [];
    return this.#takeOutgoing();
  }

  /** All bytes that were kept back, unchanged: nothing is replaced any more. */
  giveUp(chunk: Buffer): readonly Buffer[] {
    this.#outgoing.push(...this.#keptBack, chunk.subarray(this.#from));
    return this.stop();
  }

  #passUpTo(chunk: Buffer, to: number): void {
    if (to > this.#from) this.#outgoing.push(chunk.subarray(this.#from, to));
    this.#from = to;
  }

  #takeOutgoing(): readonly Buffer[] {
    const outgoing = this.#outgoing;
    this.#outgoing = [];
    this.#from = 0;
    return outgoing;
  }
}
