/**
 * Whether what stands under a key, or in a header, of this name is a secret. `_`, `-` and letter
 * case make no difference: `apiKey`, `api_key` and `X-API-Key` are one name.
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

/** The same few names come again and again. */
const answers = new Map<string, boolean>();
const answersMax = 1024;
const nameCharsMax = 128;

/** Nobody names anything at such length: it is hidden rather than searched. */
const judgedCharsMax = 4096;

/** `tokens` is a count wherever language models are involved; `token` at the end is a secret. */
const secretEnding = /(?:token|otp|pwd|passcode)$/;
const secretPart =
  /password|passwd|passphrase|secret|apikey|authorization|credential|privatekey|accesskey|signingkey|encryptionkey|masterkey|virtualkeyvalue|cookie|bearer|sessionid/;
const secretWhole = /^(?:key|keys|auth|pin|jwt|sid)$/;

function judge(name: string): boolean {
  if (name.length > judgedCharsMax) return true;
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return secretPart.test(plain) || secretEnding.test(plain) || secretWhole.test(plain);
}
