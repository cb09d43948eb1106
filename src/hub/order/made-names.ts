import type { CapturedMessage, Exchange } from '../../vocabulary/exchange.ts';
import { statusOf } from '../../vocabulary/raw-head.ts';
import { isSuccess } from '../../vocabulary/status.ts';

/** The things that an answer to a write makes are named early in it. */
const searchedBytesMax = 8 * 1024;
const namesMax = 16;
/** A shorter text may be a word that stands anywhere. */
const textCharsMin = 4;
/** An answer shows many words and numbers: only a text that is long is not there by chance. */
const shownCharsMin = 8;

/** Members that name a thing: `id`, `userId`, `slug`, `access_token`, `key`. */
const namingMembers =
  /"(?:\w*(?:[iI]d|ID|[uU]uid|[sS]lug|[tT]oken|[kK]ey|[cC]ode))"\s*:\s*(?:"([^"\\]{1,512})"|(\d{1,19}))/g;
const location = /^location:[^\r\n]*\/([^/?#\s]{1,512})[/?#]?[^/\r\n]*\r$/im;

/**
 * What the answer to a write names that its request does not, so that the write may have made it: as the last segment of
 * `Location`, or in a member that names things.
 */
export function madeNames({ request, response }: Exchange): readonly string[] {
  if (!isSuccess(statusOf(response.head))) return none;
  const names = new Set<string>();
  const last = location.exec(textOf(response.head))?.[1];
  if (last !== undefined) names.add(last);
  for (const [, text, number] of textOf(response.body).matchAll(namingMembers)) {
    names.add(text ?? number ?? '');
    if (names.size === namesMax) break;
  }
  return [...names].filter((name) => isName(name) && !isIn(request, name));
}

const none: readonly string[] = [];

/** Whether an exchange cannot have come before a write that made these: its request, or primary's answer, names one. */
export function showsAny({ request, response }: Exchange, names: readonly string[]): boolean {
  return names.some((name) => {
    if (isNumber(name)) return isBounded(textOf(targetOf(request.head)), name);
    return isIn(request, name) || (name.length >= shownCharsMin && isBytesIn(response.body, name));
  });
}

function isName(name: string): boolean {
  return isNumber(name) || name.length >= textCharsMin;
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

function isIn({ head, body }: CapturedMessage, name: string): boolean {
  if (isNumber(name))
    return isBounded(textOf(targetOf(head)), name) || isBounded(textOf(body), name);
  return isBytesIn(head, name) || isBytesIn(body, name);
}

function isBytesIn(bytes: Uint8Array, name: string): boolean {
  return bufferOf(bytes).subarray(0, searchedBytesMax).includes(name, 0, 'latin1');
}

/** Whether a number stands somewhere by itself. */
function isBounded(text: string, digits: string): boolean {
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    const isPart =
      /[\w.-]/.test(text.charAt(at - 1)) || /[\w.-]/.test(text.charAt(at + digits.length));
    if (!isPart) return true;
  }
  return false;
}

/** Of a request's head: `POST /articles?draft=1`. */
function targetOf(head: Uint8Array): Uint8Array {
  const buffer = bufferOf(head);
  const end = buffer.indexOf('\r');
  const line = end < 0 ? buffer : buffer.subarray(0, end);
  return line.subarray(0, Math.max(0, line.lastIndexOf(' ')));
}

function textOf(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('latin1', 0, searchedBytesMax);
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
