import { z } from 'zod';
import { parsePostgresUrl } from './postgres-url.ts';
import { pemFile } from './upstream-values.ts';

/** TLS to a PostgreSQL. */
export const storeTls = z.strictObject({
  ca: pemFile
    .optional()
    .describe("a PEM file with the certificate authorities to trust, in place of the system's"),
  cert: pemFile.optional().describe('the client certificate of Parallax'),
  key: pemFile.optional().describe('its private key'),
});

const keys = z.strictObject({
  path: z
    .string()
    .min(1)
    .optional()
    .describe(
      'an SQLite file that keeps evidence over restarts, or the postgres:// URL of a database that several processes share',
    )
    .meta({ placeholder: 'FILE|postgres://USER@HOST:PORT/DATABASE' }),
  url: z
    .string()
    .min(1)
    .optional()
    .describe('a PostgreSQL database; a password in it must come from a ${VARIABLE}')
    .meta({ placeholder: 'postgres://USER@HOST:PORT/DATABASE', secret: true }),
  passwordFile: z
    .string()
    .min(1)
    .optional()
    .describe('a file with the password, read again for each connection')
    .meta({ placeholder: 'FILE' }),
  tls: storeTls
    .optional()
    .describe(
      'with it, the connection to PostgreSQL must use TLS; {} trusts what the system trusts',
    ),
});

/** Where evidence is kept. */
export type StoreConfig = { readonly kind: 'sqlite'; readonly path: string } | PostgresConfig;

/** A database of PostgreSQL. Paths are absolute. */
export interface PostgresConfig {
  readonly kind: 'postgres';
  /** `postgres://USER@HOST:PORT/DATABASE`, without a password. */
  readonly url: string;
  readonly password?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly tls?: z.output<typeof storeTls> | undefined;
}

/** `store: parallax.db` is short for `store: {path: parallax.db}`; without a value it is none. */
export const store = z
  .preprocess(
    (value) => (typeof value === 'string' ? { path: value } : (value ?? undefined)),
    keys.transform(toStore).optional(),
  )
  .meta({ shorthand: 'path' });

/** Whether the value of `store` names a database, not a file. */
export function isPostgresText(text: string): boolean {
  return /^postgres(ql)?:/i.test(text);
}

function toStore(
  { path, url, passwordFile, tls }: z.output<typeof keys>,
  context: z.RefinementCtx,
): StoreConfig {
  const fault = (key: string, message: string) => {
    context.addIssue({ code: 'custom', path: [key], message });
    return z.NEVER;
  };
  if (path !== undefined && url !== undefined) {
    return fault('url', 'leave out either this or store.path: there is one store');
  }
  const isUrl = url !== undefined || isPostgresText(path ?? '');
  const text = url ?? path;
  if (text === undefined) {
    return fault('path', 'write path: FILE, or url: postgres://USER@HOST:PORT/DATABASE');
  }
  if (!isUrl) {
    const [key] = Object.entries({ passwordFile, tls }).find(([, one]) => one !== undefined) ?? [];
    return key === undefined
      ? { kind: 'sqlite', path: text }
      : fault(key, 'an SQLite file has no such key: write url: postgres://USER@HOST:PORT/DATABASE');
  }
  const key = url === undefined ? 'path' : 'url';
  const { value: parsed, fault: urlFault } = parsePostgresUrl(text);
  if (urlFault !== null) return fault(key, urlFault);
  if (parsed.password !== undefined && passwordFile !== undefined) {
    return fault('passwordFile', 'leave out either this or the password in the URL');
  }
  if (tls !== undefined && (tls.cert === undefined) !== (tls.key === undefined)) {
    const other = tls.cert === undefined ? 'cert' : 'key';
    context.addIssue({ code: 'custom', path: ['tls'], message: `add ${other}: FILE` });
    return z.NEVER;
  }
  return {
    kind: 'postgres',
    url: parsed.url,
    ...(parsed.password !== undefined && { password: parsed.password }),
    ...(passwordFile !== undefined && { passwordFile }),
    ...(tls !== undefined && { tls }),
  };
}
