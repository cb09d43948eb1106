import { type Connection, openConnection } from './connection.ts';
import { requestTo, soundAnswer } from './messages.ts';

/**
 * What a client got for a request whose answer should be sound. `equal`: each byte of it. `unreachable`: the
 * 502 of Parallax. `unanswered`: the connection ended before a byte of the answer. `cut`: it ended within the
 * answer, which was right until then. `refused`: no connection. `other`: wrong bytes, or none in time.
 */
export type Seen = 'equal' | 'unreachable' | 'unanswered' | 'cut' | 'refused' | 'other';

export type SeenCounts = Readonly<Record<Seen, number>>;

/** A sound answer takes milliseconds: a client that waits longer was not served. */
const patienceMs = 20_000;

/** While Parallax drains, it writes this into the last answer of a connection, and nothing else. */
const announcedClose = '\r\nConnection: close\r\n\r\n';

const unreachableStart = Buffer.from('HTTP/1.1 502 Bad Gateway\r\n');

export interface AskOptions {
  readonly port: number;
  /** The path of the n-th request; null where there are no more. */
  readonly pathOf: (n: number) => string | null;
  readonly clients: number;
  /** Called after each answer. */
  readonly onSeen?: (seen: Seen) => void;
}

/** Sends requests on kept-alive connections, one after the other on each, and checks each answer. */
export async function askKeptAlive(options: AskOptions): Promise<SeenCounts> {
  const counts = { equal: 0, unreachable: 0, unanswered: 0, cut: 0, refused: 0, other: 0 };
  let next = 0;
  const work = Array.from({ length: options.clients }, async () => {
    let connection: Connection | null = null;
    for (;;) {
      const path = options.pathOf((next += 1));
      if (path === null) break;
      if (connection?.isOver !== false) connection = await openConnection(options.port);
      const seen = connection === null ? 'refused' : await ask(connection, path);
      counts[seen] += 1;
      options.onSeen?.(seen);
      if (seen === 'equal') continue;
      connection?.close();
      connection = null;
    }
    connection?.close();
  });
  await Promise.all(work);
  return counts;
}

async function ask(connection: Connection, path: string): Promise<Seen> {
  const expected = soundAnswer(path);
  connection.write(requestTo(path));
  const { bytes, end } = await connection.read({ bytesMax: expected.length, quietMs: patienceMs });
  if (bytes.equals(expected)) return 'equal';
  if (bytes.includes(announcedClose)) return await restOfLast(connection, bytes, expected);
  if (bytes.subarray(0, unreachableStart.length).equals(unreachableStart)) return 'unreachable';
  if (end !== 'FIN' && end !== 'RST') return 'other';
  if (bytes.length === 0) return 'unanswered';
  return bytes.equals(expected.subarray(0, bytes.length)) ? 'cut' : 'other';
}

/** Closes the connection behind its last answer, as the answer asks for. */
async function restOfLast(connection: Connection, start: Buffer, expected: Buffer): Promise<Seen> {
  const added = announcedClose.length - '\r\n\r\n'.length;
  const { bytes } = await connection.read({ bytesMax: added, quietMs: patienceMs });
  connection.close();
  const at = start.indexOf(announcedClose);
  const answer = Buffer.concat([start.subarray(0, at), start.subarray(at + added), bytes]);
  return answer.equals(expected) ? 'equal' : 'other';
}
