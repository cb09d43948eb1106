import type { CapturedMessage } from '../../vocabulary/exchange.ts';
import {
  fieldValue,
  parseRequestHead,
  parseResponseHead,
  type RawFields,
} from '../../vocabulary/raw-head.ts';
import { openBody } from '../body/open-body.ts';
import { isContainer } from '../../vocabulary/own-value.ts';
import { createWalkBudget } from '../../vocabulary/walk-budget.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { readAlone } from '../body/read-pair.ts';
import type { RuleState } from '../rules/rule-state.ts';
import { grantsIn, isLoginRequest } from './oauth.ts';
import type { Redactor } from './redactor.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';
import type { SecretPaths } from './secret-paths.ts';
import { secretValues } from './secret-values.ts';
import type { TargetSecrets } from './target-secrets.ts';

/** The finders of secrets. */
export interface Finding {
  readonly redactor: Redactor;
  /** Null if the user names none. */
  readonly secretPaths: SecretPaths | null;
  readonly targetSecrets: TargetSecrets;
}

/** The searched start of a body. A secret behind it is hidden only where it stands. */
const searchedBytes = 64 * 1024;

/** Larger bodies are not decoded for this. */
const decodedBytesMax = 1024 * 1024;

/** The exchange that a message belongs to. */
export interface LoginState {
  readonly isLogin: boolean;
}

/** Whether a request is part of a login, in which a `code` is a secret. */
export function loginStateOf({ head, body }: CapturedMessage): LoginState {
  const { target } = parseRequestHead(head);
  return { isLogin: isLoginRequest(target, Buffer.from(body.subarray(0, loginBytes)).toString()) };
}

const loginBytes = 4096;

/** The values in a request that are secrets by their name, shape or position. */
export function* requestSecrets(
  finding: Finding,
  message: CapturedMessage,
  { isLogin }: LoginState,
): Generator<string> {
  const { method, target, fields } = parseRequestHead(message.head);
  for (const { start, end } of finding.targetSecrets(method, target, isLogin)) {
    yield* secretValues(target.slice(start, end));
  }
  for (const secret of finding.redactor.secretsIn(target, 'any')) yield* secretValues(secret);
  yield* fieldSecrets(finding.redactor, fields);
  yield* bodySecrets(finding, message.body, fields, isLogin ? 'request' : null);
}

/** The same for a response. */
export function* responseSecrets(
  finding: Finding,
  message: CapturedMessage,
  { isLogin }: LoginState,
): Generator<string> {
  const { fields, trailers } = parseResponseHead(message.head);
  yield* fieldSecrets(finding.redactor, [...fields, ...trailers]);
  yield* bodySecrets(finding, message.body, fields, isLogin ? 'response' : null);
}

function* fieldSecrets(redactor: Redactor, fields: RawFields): Generator<string> {
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    const value = fields[i + 1] ?? '';
    if (name === 'cookie') for (const pair of value.split(';')) yield* cookieValue(pair);
    else if (name === 'set-cookie') yield* cookieValue(value.split(';', 1)[0] ?? '');
    else if (isSecretName(name)) yield* secretValues(value);
    else for (const secret of redactor.secretsIn(value, 'any')) yield* secretValues(secret);
  }
}

/**
 * Cookies are hidden where they are sent. A word of a cookie, such as `theme=standard`, is not a secret
 * elsewhere.
 */
function cookieValue(pair: string): Iterable<string> {
  const at = pair.indexOf('=');
  const value = pair.slice(at + 1).trim();
  const isPlain = plainWords.test(value) && !isSecretName(pair.slice(0, Math.max(0, at)).trim());
  return isPlain ? [] : secretValues(value);
}

/** Words and paths without digits, and no longer than people write them. */
const plainWords = /^(?=.{1,24}$)\/?[A-Z]?[a-z]+(?:[ _./-][A-Z]?[a-z]+)*$/;

function* bodySecrets(
  { redactor, secretPaths }: Finding,
  bytes: Uint8Array,
  fields: RawFields,
  loginPart: 'request' | 'response' | null,
): Generator<string> {
  if (bytes.byteLength === 0) return;
  const contentType = fieldValue(fields, 'content-type') ?? null;
  const contentEncoding = fieldValue(fields, 'content-encoding') ?? null;
  const open = openBody({ bytes, contentType, contentEncoding }, decodedBytesMax);
  if (open.undecodable !== null) return;
  const text = searchedText(open.bytes, open.type.charset);
  for (const secret of redactor.secretsIn(text, 'name')) yield* secretValues(secret);
  if (loginPart !== null) {
    for (const grant of grantsIn(text, loginPart === 'request')) yield* secretValues(grant);
  }
  if (secretPaths === null || open.bytes.byteLength > decodedBytesMax) return;
  const reading = readAlone(redactor, open);
  if (!('document' in reading)) return;
  const { value } = reading.document;
  const scope = reading.family === 'json' ? secretPaths : secretPaths.inRewritten;
  yield* selectedValues(value, scope.in(value, value));
}

/** Decoded without checks: bytes that are not text hold no secrets that are shown. */
function searchedText(bytes: Uint8Array, charset: string | null): string {
  const start = bytes.subarray(0, searchedBytes);
  if (start[0] === 0xff || start[0] === 0xfe || charset?.startsWith('utf-16') === true) {
    return new TextDecoder(start[0] === 0xfe ? 'utf-16be' : 'utf-16le').decode(start);
  }
  return Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString('utf8');
}

/** Bounds the search of a document for secrets. */
const walked = { depthMax: 20_000, nodesMax: 200_000, msMax: 100 };

/** The values that paths select in a document, as texts. */
function* selectedValues(document: unknown, root: RuleState | null): Generator<string> {
  const budget = createWalkBudget(walked);
  const waiting: { readonly value: unknown; readonly state: RuleState }[] = [];
  if (root !== null) waiting.push({ value: document, state: root });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, state } = next;
    if (!budget.spend(1)) return;
    if (isContainer(value)) {
      const steps = Array.isArray(value) ? value.keys() : Object.keys(value);
      for (const step of steps) {
        const child = state.matched ? state : state.child(step);
        if (child !== null) waiting.push({ value: value[step], state: child });
      }
    } else if (state.matched && typeof value === 'string') {
      yield exactNumberText(value) ?? value;
    } else if (state.matched && typeof value === 'number') {
      yield String(value);
    }
  }
}
