import { randomBytes } from 'node:crypto';
import type { Postgres } from './connect.ts';
import type { TapIdentity } from '../vocabulary/tap-note.ts';

/** The name of the fleet's world, which is drawn once, so that every hub gives an exchange the same name. */
export async function worldInstance(postgres: Postgres): Promise<string> {
  await postgres.query('INSERT INTO parallax.world (name) VALUES ($1) ON CONFLICT DO NOTHING', [
    randomBytes(4).toString('hex'),
  ]);
  const { rows } = await postgres.query<{ name: string }>('SELECT name FROM parallax.world');
  return rows[0]?.name ?? '';
}

/** What a fleet knows of one start of a tap. */
export interface KnownTap {
  readonly lane: number;
  /** What it had shed by reason, as far as that is in the evidence. */
  readonly shed: Readonly<Record<string, number>>;
}

/** The lane of a tap. Whichever hub asks first has PostgreSQL give it. */
export async function laneOf(postgres: Postgres, tap: TapIdentity): Promise<KnownTap> {
  const { rows } = await postgres.query<{ lane: number; shed: Record<string, number> }>(
    `INSERT INTO parallax.taps AS tap (instance, host, version) VALUES ($1, $2, $3)
     ON CONFLICT (instance) DO UPDATE SET seen_at = now()
     RETURNING lane, shed`,
    [tap.instance, tap.host, tap.version],
  );
  const row = rows[0];
  return { lane: row?.lane ?? 0, shed: row?.shed ?? {} };
}

/** What a tap had shed by reason, as far as that is in the evidence. */
export async function savedShedOf(postgres: Postgres, instance: string): Promise<KnownTap['shed']> {
  const { rows } = await postgres.query<Pick<KnownTap, 'shed'>>(
    'SELECT shed FROM parallax.taps WHERE instance = $1',
    [instance],
  );
  return rows[0]?.shed ?? {};
}
