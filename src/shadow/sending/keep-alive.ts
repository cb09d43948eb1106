/** Most servers keep an idle connection for five seconds or longer. */
const keepMsDefault = 4_000;
/** A connection that is about to be closed must not be used again. */
const marginMs = 1_000;

const connectionOption = /\r\nconnection:[ \t]*([^\r]*)/i;
const keepAliveTimeout = /\r\nkeep-alive:[^\r]*\btimeout=(\d{1,6})/i;

/**
 * For how long a connection may be used again after an answer (RFC 9112, section 9.3), in milliseconds;
 * 0 where it may not.
 *
 * @param asked the head of the request
 * @param answered the head of its answer
 */
export function keepAliveMs(asked: string, answered: Buffer): number {
  const head = answered.toString('latin1');
  const option = optionOf(head);
  if (option === 'close' || optionOf(asked) === 'close') return 0;
  const areNew = head.startsWith('HTTP/1.1') && asked.startsWith(' HTTP/1.1', lineEnd(asked) - 9);
  if (!areNew && option !== 'keep-alive') return 0;
  const seconds = keepAliveTimeout.exec(head)?.[1];
  return seconds === undefined ? keepMsDefault : Math.max(0, Number(seconds) * 1000 - marginMs);
}

function optionOf(head: string): 'close' | 'keep-alive' | null {
  const options = connectionOption.exec(head)?.[1];
  if (options === undefined) return null;
  if (/\bclose\b/i.test(options)) return 'close';
  return /\bkeep-alive\b/i.test(options) ? 'keep-alive' : null;
}

function lineEnd(head: string): number {
  return head.indexOf('\r\n');
}
