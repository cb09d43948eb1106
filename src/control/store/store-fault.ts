/** Why a store could not be read or written. */
export const storeFaults = [
  'full', // the disk is full
  'read_only',
  'locked', // another process has locked it
  'corrupt', // moved aside; a new one is created
  'foreign', // written by a later version of Parallax, or by another program
  'unreachable', // PostgreSQL does not answer
  'refused', // PostgreSQL refuses the user, the password, the certificate or the database
  'io', // anything else: the folder is missing, the disk fails
] as const;

export type StoreFault = (typeof storeFaults)[number];

/** What is wrong with the store, in words. */
export const storeFaultWords: Readonly<Record<StoreFault, string>> = {
  full: 'the disk is full',
  read_only: 'it is read-only',
  locked: 'another process has locked it',
  corrupt: 'it is corrupt',
  foreign: 'it was written by a later version of Parallax or another program',
  unreachable: 'it cannot be reached',
  refused: 'it refuses the user, the password, the certificate or the database',
  io: 'it cannot be read or written',
};

export type StoreFaults = Readonly<Record<StoreFault, number>>;

/** Counts of each fault, all zero. */
export function noFaults(): Record<StoreFault, number> {
  return Object.fromEntries(storeFaults.map((fault) => [fault, 0])) as Record<StoreFault, number>;
}

/** Codes of Parallax's own errors. */
const faultOfOwnCode: ReadonlyMap<string, StoreFault> = new Map<string, StoreFault>([
  ['store_foreign', 'foreign'],
  ['store_later_version', 'foreign'],
  ['store_corrupt', 'corrupt'],
  ['postgres_commit_unknown', 'unreachable'],
  ['postgres_password', 'refused'],
]);

/** SQLite's primary result codes, the low byte of the extended ones: https://sqlite.org/rescode.html */
const faultOfCode = new Map<number, StoreFault>([
  [3, 'read_only'], // PERM
  [5, 'locked'], // BUSY
  [6, 'locked'], // LOCKED
  [8, 'read_only'], // READONLY
  [11, 'corrupt'], // CORRUPT
  [13, 'full'], // FULL
  [26, 'corrupt'], // NOTADB
]);

/** PostgreSQL's error codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const faultOfSqlState: readonly (readonly [pattern: RegExp, fault: StoreFault])[] = [
  [/^(?:28|3D|42501$)/, 'refused'],
  [/^25006$/, 'read_only'],
  [/^(?:53100|53200)$/, 'full'],
  [/^(?:08|57P|53300$)/, 'unreachable'],
  [/^(?:42P01|42703|3F000)$/, 'foreign'],
  [/^(?:55P03|40P01|40001|57014)$/, 'locked'],
  [/^XX00[12]$/, 'corrupt'],
];

/** Codes of connection errors: Node's and OpenSSL's. */
const faultOfConnection: readonly (readonly [pattern: RegExp, fault: StoreFault])[] = [
  [/^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/, 'refused'],
  [/^(?:ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_|ENOENT$)/, 'unreachable'],
];

/** What is wrong with a database of PostgreSQL. */
export function postgresFaultOf(error: unknown): StoreFault {
  const { code = '', message, cause } = error as Partial<Error & { readonly code: string }>;
  const own = faultOfOwnCode.get(code);
  if (own !== undefined) return own;
  const list = /^[0-9A-Z]{5}$/.test(code) ? faultOfSqlState : [];
  const known = [...faultOfConnection, ...list].find(([pattern]) => pattern.test(code));
  if (known !== undefined) return known[1];
  if (/timeout|terminated|not queryable|connection/i.test(message ?? '')) return 'unreachable';
  if (/SASL|password|SSL/.test(message ?? '')) return 'refused';
  return cause === undefined ? 'io' : postgresFaultOf(cause);
}

/** What is wrong with a file of SQLite. */
export function storeFaultOf(error: unknown): StoreFault {
  const { errcode, code = '' } = error as { readonly errcode?: number; readonly code?: string };
  const own = faultOfOwnCode.get(code);
  if (own !== undefined) return own;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 'read_only';
  return faultOfCode.get((errcode ?? 0) & 0xff) ?? 'io';
}
