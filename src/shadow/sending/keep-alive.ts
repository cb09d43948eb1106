/** Most servers keep an idle connection for five seconds or longer. */
const keepMsDefault = 4_000;
/** A connection that is about to be closed must not be used again. */
const marginMs = 1_000;

const closes = /\r\nconnection:[^\r]*\bclose\b/i;
const keeps = /\r\nconnection:[^\r]*\bkeep-alive\b/i;
const timeout = /\r\nkeep-alive:[^\r]*\btimeout=(\d{1,6})/i;

/**
 * How long a connection may be used again after an answer (RFC 9112, section 9.3), in milliseconds; 0 if it
 * may not.
 *
 * @param asked the head of the request
 * @param answered the head of its answer
 */
export function keepAliveMs(asked: string, answered: Buffer): number {
  const head = answered.toString('latin1');
  if (closes.test(head) || closes.test(asked)) return 0;
  if (!(isLatest(asked) && head.startsWith('HTTP/1.1')) && !keeps.test(head)) return 0;
  const seconds = timeout.exec(head)?.[1];
  return seconds === undefined ? keepMsDefault : Math.max(0, Number(seconds) * 1000 - marginMs);
}

/** Whether a request line ends in the version of HTTP that keeps connections. */
function isLatest(asked: string): boolean {
  const version = ' HTTP/1.1';
  return asked.startsWith(version, asked.indexOf('\r\n') - version.length);
}
