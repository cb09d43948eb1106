import type { CapturedMessage, Exchange } from '../../vocabulary/exchange.ts';
import { statusOf } from '../../vocabulary/raw-head.ts';
import { isSuccess } from '../../vocabulary/status.ts';

/** The answer to a write names new things near its start. */
const searchedBytesMax = 8 * 1024;
const namesMax = 8;
/** A shorter text may be a word that occurs anywhere. */
const textCharsMin = 4;
/** An answer has many words and numbers, so only a long text is no coincidence. */
const shownCharsMin = 8;
const created = 201;

/** Members that name a thing: `id`, `userId`, `slug`, `access_token`, `key`. */
const namingMembers =
  /"(?:\w{0,32}(?:[iI]d|ID|[uU]uid|[sS]lug|[tT]oken|[kK]ey|[cC]ode))"\s*:\s*(?:"([^"\\]{1,512})"|(\d{1,19}))/g;
const ownMember = /"(?:id|uuid)"\s*:\s*"([^"\\]{1,512})"/;
const location = /^location:[^\r\n]*\/([^/?#\s]{1,512})[/?#]?[^/\r\n]*\r$/im;

/** The first part of an exchange's messages, one character for each byte. */
export interface SearchedText {
  /** The target of the request: `POST /articles?draft=1`. */
  readonly target: string;
  readonly request: string;
  readonly answer: string;
}

export function searchedText({ request, response }: Exchange): SearchedText {
  const head = textOf(request.head);
  const line = head.slice(0, Math.max(0, head.indexOf('\r')));
  return {
    target: line.slice(0, Math.max(0, line.lastIndexOf(' '))),
    request: head + textOf(request.body),
    answer: textOf(response.body),
  };
}

/**
 * Names that the answer to a write has and its request does not, so that the write may have made these
 * things: the last segment of `Location`, and members that name things.
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
  const sent = sentText(request);
  return [...names].filter((name) =>
    isNumber(name) ? !isBounded(sent, name) : name.length >= textCharsMin && !sent.includes(name),
  );
}

const none: readonly string[] = [];

/**
 * The name of the thing that a write made, which cannot have been known before; null if that is not certain.
 * A number is not such a name, as things of other kinds have it, too.
 */
export function ownNameMade({ response }: Exchange, made: readonly string[]): string | null {
  const { head, body } = response;
  if (statusOf(head) !== created) return null;
  const own = ownMember.exec(textOf(body))?.[1] ?? location.exec(textOf(head))?.[1] ?? '';
  return own.length >= shownCharsMin && !isNumber(own) && made.includes(own) ? own : null;
}

/**
 * Whether an exchange cannot have come before a write that made these: its request, or primary's answer,
 * names one.
 */
export function showsAny(text: SearchedText, names: readonly string[]): boolean {
  return names.some(
    (name) =>
      namesOne(text, name) ||
      (name.length >= shownCharsMin && !isNumber(name) && text.answer.includes(name)),
  );
}

/** Whether the request contains a name. A number must be a whole token of the path or the query. */
export function namesOne({ target, request }: SearchedText, name: string): boolean {
  return isNumber(name) ? isBounded(target, name) : request.includes(name);
}

function isNumber(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= zero && first <= nine && /^\d+$/.test(name);
}

const [zero, nine] = [0x30, 0x39];

function isBounded(text: string, digits: string): boolean {
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    const around = text.charAt(at - 1) + text.charAt(at + digits.length);
    if (!/[\w.-]/.test(around)) return true;
  }
  return false;
}

function sentText({ head, body }: CapturedMessage): string {
  return textOf(head) + textOf(body);
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString(
    'latin1',
    0,
    Math.min(byteLength, searchedBytesMax),
  );
}
