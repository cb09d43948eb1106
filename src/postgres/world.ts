import { randomBytes } from 'node:crypto';
import { ParallaxError } from '../vocabulary/errors.ts';
import { laneOfStart } from '../vocabulary/tap-lane.ts';
import type { Postgres } from './connect.ts';
import type { TapIdentity } from '../vocabulary/tap-note.ts';

/**
 * The name of the fleet's world, created once, so that all hubs give an exchange the same id.
 *
 * @param fleet the name of the fleet, which owns the database from then on
 * @throws ParallaxError `store_other_fleet` if another fleet owns it; PostgreSQL's error
 */
export async function worldInstance(postgres: Postgres, fleet: string): Promise<string> {
  await postgres.query(
    'INSERT INTO parallax.world (name, fleet) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [randomBytes(4).toString('hex'), fleet],
  );
  const { rows } = await postgres.query<{ name: string; fleet: string }>(
    'SELECT name, fleet FROM parallax.world',
  );
  const [world] = rows;
  if (world !== undefined && world.fleet !== fleet) {
    throw new ParallaxError(
      'store_other_fleet',
      `the database of store belongs to the fleet ${world.fleet}, and fleet.name is ${fleet}: each fleet needs a database of its own`,
    );
  }
  return world?.name ?? '';
}

/** The fleet's data about one start of a tap. */
export interface KnownTap {
  readonly lane: number;
  /** What it had shed by reason, as far as the evidence contains it. */
  readonly shed: Readonly<Record<string, number>>;
}

interface TapRow {
  readonly lane: number;
  readonly shed: Record<string, number>;
}

/** The lane of a tap. It is assigned once, to whichever hub asks first. */
export async function laneOf(postgres: Postgres, tap: TapIdentity): Promise<KnownTap> {
  // An insert that finds an existing row wastes a number, and numbers are few.
  const known = await postgres.query<TapRow>(
    'UPDATE parallax.taps SET seen_at = now() WHERE instance = $1 RETURNING lane, shed',
    [tap.instance],
  );
  const [row] = known.rows.length > 0 ? known.rows : await insertTap(postgres, tap);
  return { lane: laneOfStart(row?.lane ?? 1), shed: row?.shed ?? {} };
}

async function insertTap(
  postgres: Postgres,
  { instance, host, version }: TapIdentity,
): Promise<readonly TapRow[]> {
  const { rows } = await postgres.query<TapRow>(
    `INSERT INTO parallax.taps AS tap (instance, host, version) VALUES ($1, $2, $3)
     ON CONFLICT (instance) DO UPDATE SET seen_at = now()
     RETURNING lane, shed`,
    [instance, host, version],
  );
  return rows;
}

/**
 * Taps that were heard within this many milliseconds before the last one was heard were active at the same
 * time.
 */
const activeTogetherMs = 5_000;

/** The lanes of the taps that were active when hubs last heard taps, however long ago that is. @throws PostgreSQL's error */
export async function activeLanes(postgres: Postgres): Promise<readonly number[]> {
  const { rows } = await postgres.query<{ lane: number }>(
    `SELECT lane FROM parallax.taps JOIN parallax.members USING (instance)
     WHERE role = 'tap' AND last_seen_at >
       (SELECT max(last_seen_at) FROM parallax.members WHERE role = 'tap') - $1 * interval '1 millisecond'`,
    [activeTogetherMs],
  );
  return rows.map(({ lane }) => laneOfStart(lane));
}

/** What a tap had shed by reason, as far as the evidence contains it. */
export async function savedShedOf(postgres: Postgres, instance: string): Promise<KnownTap['shed']> {
  const { rows } = await postgres.query<Pick<KnownTap, 'shed'>>(
    'SELECT shed FROM parallax.taps WHERE instance = $1',
    [instance],
  );
  return rows[0]?.shed ?? {};
}
