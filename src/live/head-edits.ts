import type { Socket } from 'node:net';

/** Changes the text of a request head: start line and fields, each ended by CRLF. */
export type HeadEdit = (head: string) => string;

/** `X-Forwarded-For` is a list and grows; scheme and host are the first proxy's to tell. */
export function appendForwarded(client: Socket, scheme: 'http' | 'https'): HeadEdit {
  const address = (client.remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
  return (head) => {
    const previous = lastField(head, 'x-forwarded-for');
    let edited =
      previous === null
        ? withField(head, 'X-Forwarded-For', address)
        : `${head.slice(0, previous.end)}, ${address}${head.slice(previous.end)}`;
    if (lastField(head, 'x-forwarded-proto') === null) {
      edited = withField(edited, 'X-Forwarded-Proto', scheme);
    }
    const host = lastField(head, 'host');
    if (host !== null && lastField(head, 'x-forwarded-host') === null) {
      edited = withField(edited, 'X-Forwarded-Host', host.value);
    }
    return edited;
  };
}

/** Names the upstream in `Host`, for servers that choose a site by it. */
export function replaceHost(authority: string): HeadEdit {
  return (head) =>
    lastField(head, 'host') === null
      ? withField(head, 'Host', authority)
      : head.replace(/(\r\nhost:)[^\r]*/gi, (_, name: string) => `${name} ${authority}`);
}

/**
 * Cuts request heads out of a stream, edited, while all else goes through as it came. Follows a
 * framer that tells it where a message starts and where its head ends.
 */
export class HeadEditor {
  readonly #forEveryone: HeadEdit | null;
  readonly #forPrimary: HeadEdit | null;
  #outgoing: Buffer[] = [];
  /** Chunks of a head that is not complete, kept back until it is. */
  #keptBack: Buffer[] = [];
  /** Where in the present chunk that begins which has not been let out. */
  #from = 0;

  /** @param edits `forPrimary` is not shown to the candidate, which has settings of its own */
  constructor(edits: { forEveryone: HeadEdit | null; forPrimary: HeadEdit | null }) {
    this.#forEveryone = edits.forEveryone;
    this.#forPrimary = edits.forPrimary;
  }

  startMessage(chunk: Buffer, at: number): void {
    this.#let(chunk, at);
  }

  /**
   * @param end the offset behind the head in the chunk it ended in
   * @returns the head as the candidate is to see it
   */
  replaceHead(head: Buffer, end: number): Buffer {
    const original = head.toString('latin1');
    const shared = this.#forEveryone?.(original) ?? original;
    this.#keptBack = [];
    this.#outgoing.push(Buffer.from(this.#forPrimary?.(shared) ?? shared, 'latin1'));
    this.#from = end;
    return Buffer.from(shared, 'latin1');
  }

  /** What may be sent on now. Of a head that is not complete, nothing. */
  endChunk(chunk: Buffer, insideHead: boolean): readonly Buffer[] {
    if (insideHead) this.#keptBack.push(chunk.subarray(this.#from));
    else this.#let(chunk, chunk.length);
    this.#from = 0;
    const outgoing = this.#outgoing;
    this.#outgoing = [];
    return outgoing;
  }

  /** Everything that was kept back, as it came: the stream is not understood any further. */
  giveUp(chunk: Buffer): readonly Buffer[] {
    const all = [...this.#outgoing, ...this.#keptBack, chunk.subarray(this.#from)];
    this.#outgoing = [];
    this.#keptBack = [];
    return all;
  }

  #let(chunk: Buffer, to: number): void {
    if (to > this.#from) this.#outgoing.push(chunk.subarray(this.#from, to));
    this.#from = to;
  }
}

interface FoundField {
  readonly value: string;
  /** Offset behind the value. */
  readonly end: number;
}

function lastField(head: string, lowerCaseName: string): FoundField | null {
  const start = head.toLowerCase().lastIndexOf(`\r\n${lowerCaseName}:`);
  if (start < 0) return null;
  const valueAt = start + lowerCaseName.length + 3;
  const end = head.indexOf('\r\n', valueAt);
  return { value: head.slice(valueAt, end).trim(), end };
}

function withField(head: string, name: string, value: string): string {
  return `${head.slice(0, -2)}${name}: ${value}\r\n\r\n`;
}
