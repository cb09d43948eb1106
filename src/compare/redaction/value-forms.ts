/** Of a longer value, only the beginning is searched for; the text after it is hidden with it. */
export const valueCharsMax = 256;

/** Shorter forms would match by chance. */
const formCharsMin = 8;

/**
 * The forms in which a value may be written elsewhere: unchanged, escaped for JSON, URLs and HTML, and within base64
 * or hexadecimal digits.
 */
export function formsOf(value: string): readonly string[] {
  const start = value.slice(0, valueCharsMax).toWellFormed();
  const forms = new Set([start]);
  if (!plain.test(start)) for (const form of escapedForms(start)) forms.add(form);
  if (start.length >= formCharsMin) {
    const bytes = Buffer.from(start);
    forms.add(bytes.toString('hex'));
    for (const form of base64Forms(bytes)) if (form.length >= formCharsMin) forms.add(form);
  }
  return [...forms];
}

/** Characters that JSON, URLs and HTML do not escape. */
const plain = /^[A-Za-z0-9_.~-]*$/;

function* escapedForms(value: string): Generator<string> {
  const inJson = JSON.stringify(value).slice(1, -1);
  yield inJson;
  yield JSON.stringify(inJson).slice(1, -1);
  yield inJson.replaceAll('/', String.raw`\/`);
  yield inJson.replaceAll(/[^ -~]/g, unicodeEscape);
  const inUrl = encodeURIComponent(value);
  yield inUrl;
  yield inUrl.replaceAll('%20', '+');
  yield inUrl.replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  yield encodeURIComponent(inUrl);
  yield encodeURI(value);
  yield value.replaceAll(/[&<>"']/g, (one) => entities[one] ?? one);
  yield value.replaceAll(/[&<>"]/g, (one) => entities[one] ?? one);
  yield Buffer.from(value).toString('latin1');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The base64 of these bytes for each offset in a group of three, in both alphabets. */
function* base64Forms(bytes: Uint8Array): Generator<string> {
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters at both ends also depend on neighbouring bytes.
    const partial = ((before + bytes.byteLength) * 8) % 6 === 0 ? 0 : 1;
    const form = text.slice(before === 0 ? 0 : before + 1, text.length - partial);
    yield form;
    if (!/[+/]/.test(form)) continue;
    yield form.replaceAll('+', '-').replaceAll('/', '_');
    yield encodeURIComponent(form);
    yield form.replaceAll('/', String.raw`\/`);
  }
}

/** The decoded forms of a value, as its receiver reads it. */
export function* readings(value: string): Generator<string> {
  yield value;
  if (value.includes('%') || value.includes('+')) {
    yield* decoded(value, (text) => decodeURIComponent(text));
    yield* decoded(value, (text) => decodeURIComponent(text.replaceAll('+', ' ')));
  }
  if (value.includes('\\')) yield* decoded(value, (text) => JSON.parse(`"${text}"`) as string);
  if (value.includes('&')) {
    yield value.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => characters[entity] ?? entity);
  }
}

const characters: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(entities).map(([character, entity]) => [entity, character]),
);

function* decoded(value: string, decode: (text: string) => string): Generator<string> {
  try {
    yield decode(value);
  } catch {
    // It is not encoded that way.
  }
}
