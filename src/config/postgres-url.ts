import { failure, type Result, success } from '../vocabulary/result.ts';

const words =
  'write postgres://USER@HOST:PORT/DATABASE; TLS settings belong in tls, and a password in passwordFile';

/** The parts of the URL of a database. */
interface PostgresUrl {
  /** Without the password. */
  readonly url: string;
  readonly password: string | undefined;
  readonly user: string;
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/**
 * Reads the URL of a PostgreSQL database. The folder of a Unix socket is a host with `%2F` for each slash, as in
 * libpq. The fault never repeats the URL.
 */
export function parsePostgresUrl(text: string): Result<PostgresUrl> {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) return failure(words);
  if (parsed.search !== '' || parsed.hash !== '') return failure(words);
  const user = decoded(parsed.username);
  const password = decoded(parsed.password);
  const host = decoded(parsed.hostname);
  const database = decoded(parsed.pathname.slice(1));
  if (user === null || password === null || host === null || database === null) {
    return failure(words);
  }
  if (user === '' || host === '' || database === '' || database.includes('/')) {
    return failure(words);
  }
  parsed.password = '';
  return success({
    url: parsed.href,
    password: password === '' ? undefined : password,
    user,
    host: host.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? 5432 : Number(parsed.port),
    database,
  });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
