/** Makes values of one kind, the same ones each time. */
export interface Source {
  readonly name: string;
  readonly next: () => unknown;
}

/** Numbers from 0 to 1 that are the same each time: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = seeded(14);
const whole = (below: number): number => Math.floor(random() * below);
const pick = (from: readonly string[] | string): string => from[whole(from.length)] ?? '';
const chars = (alphabet: string, count: number): string =>
  Array.from({ length: count }, () => pick(alphabet)).join('');
const bytes = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => whole(256)));

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const alnum = `${lower.toUpperCase()}${lower}${digits}`;
const hexDigits = '0123456789abcdef';
const nowMs = Date.UTC(2026, 10, 27, 5);
const anyMs = (): number => nowMs + whole(86_400_000);

const uuid = (version: string, start: string): string =>
  `${start.slice(0, 8)}-${start.slice(8, 12)}-${version}${chars(hexDigits, 3)}-${pick('89ab')}${chars(hexDigits, 3)}-${chars(hexDigits, 12)}`;
const words = [
  'active',
  'pending',
  'in_progress',
  'on-hold',
  'DONE',
  'v1.2',
  'us-east-1',
  'getById',
];
const firstNames = ['Ada', 'Zoë', 'Jean-Luc', 'Anna Maria', 'Cher'];
const lastNames = ["O'Neill", 'Lovelace', 'van Beethoven', 'Picard', 'Müller'];
const sentenceWords = ['the', 'order', 'was', 'sent', 'to', 'Berlin', 'again', 'by', 'mistake'];

function source(name: string, next: () => unknown): Source {
  return { name, next };
}

export const sources: readonly Source[] = [
  source('uuid v4', () => uuid('4', chars(hexDigits, 12))),
  source('uuid v7', () => uuid('7', anyMs().toString(16).padStart(12, '0'))),
  ...[16, 24, 32, 40, 64].map((count) => source(`hex ${count}`, () => chars(hexDigits, count))),
  source('uppercase hex 32', () => chars(hexDigits, 32).toUpperCase()),
  source('hex of a number', () => BigInt(`0x${chars(hexDigits, 16)}`).toString(16)),
  source('nanoid 21', () => chars(`${alnum}_-`, 21)),
  source('nanoid 10', () => chars(`${alnum}_-`, 10)),
  source('base64 of 16', () => bytes(16).toString('base64')),
  source('base64 of 32', () => bytes(32).toString('base64')),
  source('base64url of 16', () => bytes(16).toString('base64url')),
  source('base64url of 32', () => bytes(32).toString('base64url')),
  source('base64 without padding', () => bytes(32).toString('base64').replace('=', '')),
  source('alnum 32', () => chars(alnum, 32)),
  source('sk_live_ and 24', () => `sk_live_${chars(alnum, 24)}`),
  source('req_ and 24 in lower case', () => `req_${chars(`${lower}${digits}`, 24)}`),
  source('ulid', () => `01${chars('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24)}`),
  source('ISO time', () => new Date(anyMs()).toISOString()),
  source('ISO time, zeros dropped', () => new Date(anyMs()).toISOString().replace(/\.?0+Z$/, 'Z')),
  source('ISO time of microseconds', () =>
    new Date(anyMs()).toISOString().replace('Z', `${chars(digits, 3)}+02:00`),
  ),
  source('date', () => new Date(anyMs()).toISOString().slice(0, 10)),
  source('HTTP date', () => new Date(anyMs()).toUTCString()),
  source('epoch seconds', () => Math.floor(anyMs() / 1000)),
  source('epoch milliseconds', anyMs),
  source('Math.random()', () => random()),
  source('5 + Math.random()', () => 5 + random()),
  source('cents', () => whole(100_000) / 100),
  source('milliseconds of a clock', () => whole(1_000_000) / 1000),
  source('integers to 1000', () => whole(1001)),
  source('integers of 32 bits', () => whole(2 ** 32)),
  source('integers of 53 bits', () => Math.floor(random() * 2 ** 53)),
  source('durations in seconds', () => random() * 1e-6),
  source('boolean', () => random() < 0.5),
  source('money in texts', () => (whole(100_000) / 100).toFixed(2)),
  source('words', () => pick(words)),
  source('names', () =>
    random() < 0.2 ? pick(firstNames) : `${pick(firstNames)} ${pick(lastNames)}`,
  ),
  source(
    'sentences',
    () => `${Array.from({ length: 3 + whole(20) }, () => pick(sentenceWords)).join(' ')}.`,
  ),
  source('paths', () => `/api/${pick(words)}/${whole(1000)}`),
  source('urls', () => `https://example.com/${chars(alnum, 8)}`),
  source('emails', () => `${pick(words)}@example.com`),
];
