/**
 * Replaces message heads in a stream, while all else goes through as it came. Follows a framer that
 * says where a message starts and where its head ends.
 */
export class HeadSplicer {
  #outgoing: Buffer[] = [];
  /** Chunks of a head that is not complete, kept back until it is. */
  #keptBack: Buffer[] = [];
  /** Where in the present chunk that begins which has not been let out. */
  #from = 0;

  /** @param at the offset of the message in the chunk */
  startMessage(chunk: Buffer, at: number): void {
    this.#let(chunk, at);
  }

  /** @param end the offset behind the replaced head in the chunk it ended in */
  replaceHead(head: Buffer, end: number): void {
    this.#keptBack = [];
    this.#outgoing.push(head);
    this.#from = end;
  }

  /** What may be sent on now. Of a head that is not complete, nothing. */
  endChunk(chunk: Buffer, insideHead: boolean): readonly Buffer[] {
    if (insideHead) this.#keptBack.push(chunk.subarray(this.#from));
    else this.#let(chunk, chunk.length);
    return this.#takeOutgoing();
  }

  /** What may be sent on where the rest of the chunk may not. What was kept back is dropped. */
  stop(): readonly Buffer[] {
    this.#keptBack = [];
    return this.#takeOutgoing();
  }

  /** Everything that was kept back, as it came: nothing is replaced any more. */
  giveUp(chunk: Buffer): readonly Buffer[] {
    this.#outgoing.push(...this.#keptBack, chunk.subarray(this.#from));
    return this.stop();
  }

  #let(chunk: Buffer, to: number): void {
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
