import { announceClose } from './head-edits.ts';
import { HeadSplicer } from './head-splicer.ts';

/**
 * While Parallax drains: announces in the head of the last answer of a connection that the connection
 * will be closed, so that the client sends nothing more on it.
 */
export class AnswerCloser {
  readonly #splicer = new HeadSplicer();
  #chunk: Buffer = Buffer.alloc(0);
  #announced = false;

  /** Whether the client has been informed that no other answer follows. */
  get announced(): boolean {
    return this.#announced;
  }

  startChunk(chunk: Buffer): void {
    this.#chunk = chunk;
  }

  startMessage(at: number): void {
    this.#splicer.startMessage(this.#chunk, at);
  }

  /** @param isLast no other request waits for an answer */
  endHead(head: Buffer, end: number, isLast: boolean): void {
    if (isLast) this.#announced = true;
    const edited = isLast ? Buffer.from(announceClose(head.toString('latin1')), 'latin1') : head;
    this.#splicer.replaceHead(edited, end);
  }

  /** The part of the chunk that may be sent now. */
  endChunk(insideHead: boolean): readonly Buffer[] {
    return this.#splicer.endChunk(this.#chunk, insideHead);
  }

  /** Returns all bytes unchanged: the answers are not understood any further. */
  giveUp(chunk: Buffer): readonly Buffer[] {
    return this.#splicer.giveUp(chunk);
  }
}
