import type { Exchange } from '../../../vocabulary/exchange.ts';
import { parseJson } from '../../../vocabulary/parse-json.ts';
import { fieldValue, type RawFields, type RequestHead } from '../../../vocabulary/raw-head.ts';
import { identityText } from '../recognizing/id-values.ts';

/** A longer text is a document, not a thing to be made. */
const charsMax = 200_000;
const membersMax = 2_000;

/** Runs of the characters of identities, at least as long as unmistakable ones. */
const words = /[A-Za-z0-9_.~%+=:|@-]{12,}/g;

/**
 * The values that the client sent in the path, the body and the trace context of its request; they are read
 * when first needed.
 */
export class SentValues {
  readonly #target: string;
  readonly #fields: RawFields;
  readonly #body: Uint8Array;
  #words: ReadonlySet<string> | null = null;
  #members: ReadonlySet<string> | null = null;

  constructor({ request }: Exchange, { target, fields }: RequestHead) {
    this.#target = target;
    this.#fields = fields;
    this.#body = request.body;
  }

  /** As a word of at least twelve characters, anywhere. */
  has(text: string): boolean {
    this.#words ??= new Set([
      ...(this.#target.match(words) ?? []),
      ...(textOf(this.#body).match(words) ?? []),
      ...spanWords(this.#fields),
    ]);
    return this.#words.has(text);
  }

  /** Whether the request has this number in its target or body. */
  mentions(digits: string): boolean {
    const number = new RegExp(`(?<![\\w.])${digits}(?![\\w.])`);
    return number.test(this.#target) || number.test(textOf(this.#body));
  }

  /** As a JSON member of this name. */
  hasMember(name: string, text: string): boolean {
    if (name === '') return false;
    this.#members ??= membersIn(this.#body);
    return this.#members.has(memberKey(name, text));
  }
}

/** The spans of a trace context. The candidate gets a span of its own, and may show it. */
function spanWords(fields: RawFields): readonly string[] {
  return spanFields.flatMap((name) => {
    const value = fieldValue(fields, name);
    return value === undefined ? [] : value.split('-').concat(value);
  });
}

const spanFields = ['traceparent', 'b3', 'x-b3-spanid', 'x-b3-parentspanid'];

function memberKey(name: string, text: string): string {
  return `${name}\u0000${text}`;
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, Math.min(byteLength, charsMax)).toString('utf8');
}

function membersIn(body: Uint8Array): ReadonlySet<string> {
  const members = new Set<string>();
  const left: unknown[] = [documentIn(body)];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, member] of Object.entries(value)) {
      if (members.size + left.length >= membersMax) return members;
      const text = identityText(member);
      if (text !== null) members.add(memberKey(name, text));
      else left.push(member);
    }
  }
  return members;
}

function documentIn(body: Uint8Array): unknown {
  if (body.byteLength > charsMax || (body[0] !== 0x7b && body[0] !== 0x5b)) return undefined;
  try {
    return parseJson(textOf(body));
  } catch {
    return undefined;
  }
}
