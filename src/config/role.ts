import { z } from 'zod';
import { isPostgresText } from './store-schema.ts';

/** The roles that a Parallax process can have. */
export const roles = ['run', 'tap', 'hub', 'record'] as const;

/**
 * `run`: everything in one process; `tap`: serves and publishes; `hub`: mirrors, compares and judges; `record`: serves and
 * records.
 */
export type Role = (typeof roles)[number];

/** A tap and a recorder have no candidate: this name never resolves (RFC 6761, section 6.4). */
export const noCandidate = { url: 'http://candidate.invalid', ownState: true } as const;

const postgresText = z.string().refine(isPostgresText);
const withPostgres = z.object({
  store: z.union([postgresText, z.object({ path: postgresText }), z.object({ url: z.string() })]),
});

const isOutOfPath = z.object({
  outOfPath: z.union([z.literal(true), z.object({ on: z.literal(true).optional() })]),
});

/** The keys that a role needs and the config lacks, or has and cannot use. Takes a config as people write it. */
export function roleFaults(
  input: Readonly<Record<string, unknown>>,
  role: Role,
): readonly { readonly path: string[]; readonly message: string }[] {
  if (role === 'run') return [];
  if (isOutOfPath.safeParse(input).success) {
    const message = `parallax ${role} cannot be the target of a mirror: only parallax run can`;
    return [{ path: ['outOfPath', 'on'], message }];
  }
  if (role === 'record') {
    const message = 'is missing: name the file to record to, with --file FILE or record: FILE';
    return (input['record'] ?? null) === null ? [{ path: ['record'], message }] : [];
  }
  const faults: { path: string[]; message: string }[] = [];
  if ((input['fleet'] ?? null) === null) {
    const message = `is missing: a ${role} needs fleet: {nats: nats://HOST:PORT}`;
    faults.push({ path: ['fleet'], message });
  }
  if (role === 'hub' && !withPostgres.safeParse(input).success) {
    const message = 'a hub needs store: postgres://USER@HOST/DATABASE, which all hubs share';
    faults.push({ path: ['store'], message });
  }
  return faults;
}

/** Parts of the config whose files a role never opens, so that these files may be missing. */
const unopened: Readonly<Record<Role, readonly string[]>> = {
  run: ['fleet'],
  tap: ['candidate', 'secondary', 'identities', 'store', 'prometheus'],
  hub: ['tls'],
  record: ['candidate', 'secondary', 'identities', 'store', 'prometheus', 'fleet'],
};

/** Whether a role opens the file that the config names at a path. */
export function opensFile(role: Role, [part = '', below]: readonly string[]): boolean {
  // Without a candidate, Parallax does not read metrics and databases.
  const isWatched = below === 'metrics' || below === 'database';
  if (!hasCandidate(role) && isWatched) return false;
  return !unopened[role].includes(part);
}

/** Whether a process of the role mirrors to the candidate. */
export function hasCandidate(role: Role): boolean {
  return role === 'run' || role === 'hub';
}
