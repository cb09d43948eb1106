import { hash } from 'node:crypto';

/** A request as its octets, with the spelling that a careless proxy would normalize. */
export function requestTo(path: string): string {
  return `GET ${path} HTTP/1.1\r\nhOsT: faults.example\r\nX-oDD:  two  spaces \r\nX-ODD: again\r\n\r\n`;
}

/** Paths under it meet the fault; all others get a sound answer. */
export const faultPath = '/fault/';

/**
 * The one right answer to a path. Different paths have different answers, so that an answer which goes to
 * the wrong request shows, and different framings: a length, chunks, trailers, and 20 KB.
 */
export function soundAnswer(path: string): Buffer {
  const seed = hash('sha256', path);
  const items = seed.repeat(Number.parseInt(seed[0] ?? '0', 16) === 0 ? 300 : 2);
  const body = `{"path":"${path}","items":"${items}"}`;
  const head = `HTTP/1.1 200 OK\r\nx-seed: ${seed}\r\ncontent-Type: application/json\r\n`;
  switch (Number.parseInt(seed[1] ?? '0', 16) % 3) {
    case 0:
      return Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    case 1:
      return Buffer.from(
        `${head}Transfer-Encoding: chunked\r\n\r\n${chunk(body.slice(0, 7))}${chunk(body.slice(7))}0\r\n\r\n`,
      );
    default:
      return Buffer.from(
        `${head}transfer-encoding: chunked\r\nTrailer: X-End\r\n\r\n${chunk(body)}0\r\nX-End: yes\r\n\r\n`,
      );
  }
}

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

/** An answer with a body of this length, in one piece. */
export function answer(body: Buffer | string, fields = '', status = '200 OK'): Buffer {
  const bytes = Buffer.from(body);
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n${fields}`;
  return Buffer.concat([Buffer.from(`${head}Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
}
