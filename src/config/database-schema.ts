import { z } from 'zod';
import { parsePostgresUrl } from './postgres-url.ts';
import { type PostgresConfig, storeTls } from './store-schema.ts';
import { milliseconds } from './upstream-values.ts';
import { withShorthand } from './with-shorthand.ts';

/** A deployment's database; Parallax only reads it. */
export interface DatabaseConfig extends Omit<PostgresConfig, 'kind'> {
  /** Only statements of this role count; without it, those of all roles except the one in the URL. */
  readonly role?: string | undefined;
  readonly everyMs: number;
}

/** `database: postgres://…` is short for `database: {url: postgres://…}`. */
export const database = withShorthand(
  'url',
  z
    .strictObject({
      url: z
        .string()
        .min(1)
        .describe(
          'its PostgreSQL database, with a separate role for Parallax that has pg_read_all_stats; a password must come from a ${VARIABLE}',
        )
        .meta({ placeholder: 'postgres://USER@HOST:PORT/DATABASE', secret: true }),
      passwordFile: z
        .string()
        .min(1)
        .optional()
        .describe('a file with the password, read again for each connection')
        .meta({ placeholder: 'FILE' }),
      tls: storeTls
        .optional()
        .describe('with it, the connection must use TLS; {} trusts what the system trusts'),
      role: z
        .string()
        .min(1)
        .optional()
        .describe(
          'counts only the statements of this role, for a database that other programs use, too',
        ),
      everyMs: milliseconds
        .min(1000)
        .max(300_000)
        .default(10_000)
        .describe('time between two readings; both databases use the longer one'),
    })
    .transform(toDatabase),
);

function toDatabase(
  { url, passwordFile, tls, role, everyMs }: DatabaseConfig,
  context: z.RefinementCtx,
): DatabaseConfig {
  const fault = (key: string, message: string) => {
    context.addIssue({ code: 'custom', path: [key], message });
    return z.NEVER;
  };
  const { value: parsed, fault: urlFault } = parsePostgresUrl(url);
  if (urlFault !== null) return fault('url', urlFault);
  if (parsed.password !== undefined && passwordFile !== undefined) {
    return fault('passwordFile', 'leave out either this or the password in the URL');
  }
  if (tls !== undefined && (tls.cert === undefined) !== (tls.key === undefined)) {
    const other = tls.cert === undefined ? 'cert' : 'key';
    return fault('tls', `add ${other}: FILE`);
  }
  if (role === parsed.user) {
    return fault(
      'role',
      'use another role in the url: Parallax does not count statements of its own role',
    );
  }
  return {
    url: parsed.url,
    ...(parsed.password !== undefined && { password: parsed.password }),
    ...(passwordFile !== undefined && { passwordFile }),
    ...(tls !== undefined && { tls }),
    ...(role !== undefined && { role }),
    everyMs,
  };
}

/** Accepts values that other rules may have refused. */
const anyDatabase = z
  .object({ url: z.string(), role: z.string().optional() })
  .optional()
  .catch(undefined);
const withDatabases = z.object({
  primary: z.object({ database: anyDatabase }),
  candidate: z.object({ database: anyDatabase }),
  gate: z
    .object({ databases: z.object({}).optional() })
    .optional()
    .catch(undefined),
});

/** Why the databases of a config cannot be compared. */
export function databaseFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  const { data } = withDatabases.safeParse(config);
  if (data === undefined) return [];
  const [primary, candidate] = [data.primary.database, data.candidate.database];
  if (primary === undefined && candidate === undefined) {
    if (data.gate?.databases === undefined) return [];
    const message = 'needs primary.database and candidate.database';
    return [{ path: ['gate', 'databases'], message }];
  }
  if (primary === undefined || candidate === undefined) {
    const [one, other] =
      primary === undefined ? ['candidate', 'primary'] : ['primary', 'candidate'];
    const message = `also needs ${other}.database: databases are only read to compare them`;
    return [{ path: [one ?? '', 'database'], message }];
  }
  if (!isSameDatabase(primary.url, candidate.url)) return [];
  const isApart =
    primary.role !== undefined && candidate.role !== undefined && primary.role !== candidate.role;
  const message =
    'this is the database of primary, too: give each deployment its own role, so that their statements can be distinguished';
  return isApart ? [] : [{ path: ['candidate', 'database'], message }];
}

/** Whether two URLs name the same database; users may differ. */
export function isSameDatabase(one: string, other: string): boolean {
  const [a, b] = [parsePostgresUrl(one).value, parsePostgresUrl(other).value];
  if (a === null || b === null) return false;
  return a.host === b.host && a.port === b.port && a.database === b.database;
}
