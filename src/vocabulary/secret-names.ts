import { isContainer } from './own-value.ts';
import { headWord, wordsOf } from './name-words.ts';

/**
 * Whether the value of a key, header or parameter with this name is a secret. `_`, `-` and letter
 * case make no difference: `apiKey`, `api_key` and `X-API-Key` are one name. Of `user[password]` and
 * `user.password`, each part counts as a name.
 */
export function isSecretName(name: string): boolean {
  let known = answers.get(name);
  if (known === undefined) {
    known = judge(name);
    if (answers.size >= answersMax) answers.clear();
    if (name.length <= nameCharsMax) answers.set(name, known);
  }
  return known;
}

/**
 * Whether a whole object or array with such a name is a secret. A virtual key of an LLM gateway is
 * often an object with a name and a budget.
 */
export function hidesAllBelow(name: string): boolean {
  return isSecretName(name) && !virtualKey.test(name);
}

/** Whether a member of an object is a secret by its own name. */
export function isSecretMember(name: string, value: unknown): boolean {
  return isContainer(value) ? hidesAllBelow(name) : isSecretName(name);
}

const virtualKey = /virtual[-_ ]?key$/i;

/** The same few names come again and again. */
const answers = new Map<string, boolean>();
const answersMax = 1024;
const nameCharsMax = 128;

/** Nobody names anything at such length: it is hidden rather than searched. */
const judgedCharsMax = 4096;

/** `tokens` is a count wherever language models are involved; `token` at the end is a secret. */
const secretEnding =
  /(?:token|otp|pwd|passcode|signature|hmac|virtualkey|creditcard|ccnum|aigmetadata)$/;
const secretPart = new RegExp(
  [
    'password|passwd|passphrase|secret|apikey|authorization|credential|privatekey|accesskey|signingkey',
    'encryptionkey|masterkey|accountkey|virtualkeyvalue|cookie|bearer|sessionid|sessid|csrf|xsrf|mnemonic',
    'cardnumber|cardno$|ccnumber|primaryaccountnumber|securitycode|socialsecurity',
    'connectionstring|connstring|connstr$|connectionur[il]|databaseur[il]|dburl',
    'recoverycode|backupcode|mfacode|authcode|verificationcode|onetimecode|seedphrase|recoveryphrase',
    'passwort|kennwort|motdepasse|contrase|wachtwoord|senha$',
    'codeverifier|devicecode|clientassertion|samlresponse',
  ].join('|'),
);
const secretWhole = /^(?:key|keys|auth|pin|jwt|sid)$/;
const joinedPass =
  /^(?:my|db|database|user|root|admin|login|mail|smtp|ftp|ldap|redis|proxy|http|new|old|current|confirm)pass$/;

/** The meaning of a name: `user_pass`, `X-Session`, `cardPan`; not `passenger`, `sessionCount`, `company`. */
const secretHeads: ReadonlySet<string> = new Set([
  'auth',
  'cvc',
  'cvv',
  'dsn',
  'iban',
  'jwt',
  'mfa',
  'pan',
  'pass',
  'pin',
  'pw',
  'session',
  'sid',
  'sig',
  'ssn',
  'totp',
  'vk',
]);

/** `X-Cache-Key` and the like are names of stored or repeated data, and give no access. */
const openKeys: ReadonlySet<string> = new Set([
  'cache',
  'idempotency',
  'partition',
  'routing',
  'sort',
  'surrogate',
]);

function judge(name: string): boolean {
  if (name.length > judgedCharsMax) return true;
  return isSecretPart(name) || (nested.test(name) && name.split(nested).some(isSecretPart));
}

const nested = /[[\].'"]+/;

function isSecretPart(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const isSecret =
    secretPart.test(plain) ||
    secretEnding.test(plain) ||
    secretWhole.test(plain) ||
    joinedPass.test(plain);
  if (isSecret || plain === '') return isSecret;
  const words = wordsOf(name);
  const head = headWord(words);
  if (secretHeads.has(head) || secretEnding.test(head)) return true;
  return words[0] === 'x' && isSecretHeader(words);
}

/** Headers of LLM gateways and of home-made sessions. */
function isSecretHeader(words: readonly string[]): boolean {
  const [, second = ''] = words;
  const last = words.at(-1);
  if (second === 'auth' || second === 'session' || last === 'metadata') return true;
  return last === 'key' && !words.some((word) => openKeys.has(word));
}
