import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../control/statistics/seeded-random.ts';
import { type Compared, twoDeployments } from '../world/two-deployments.ts';
import { type Fault, mintedNamesApi } from './minted-names-api.ts';

const steps = 60;
const titles = ['How to train', 'Second one', 'Plain', 'A title', 'Version two'];

interface Client {
  readonly users: string[];
  readonly notes: { objectId: string; slug: string; version: string; acl: object }[];
}

/** Sends requests that follow from what primary has answered, and compares each. */
function run(seed: number, fault?: Fault) {
  let faultAt = -1;
  const compared: Compared[] = [];
  const candidate = mintedNamesApi({
    random: seededRandom(seed + 1_000_003),
    ...(fault === undefined ? {} : { fault }),
    onUse: 1 + (seed % 3),
    onFault: () => (faultAt = compared.length),
  });
  const ask = twoDeployments(mintedNamesApi({ random: seededRandom(seed + 7) }), candidate);
  const random = seededRandom(seed);
  const client: Client = { users: [], notes: [] };
  for (let step = 0; step < steps; step += 1) compared.push(...stepOf(client, ask, random));
  for (const { slug } of client.notes) compared.push(ask('GET', `/notes/${slug}`));
  return { compared, faultAt };
}

type Ask = ReturnType<typeof twoDeployments>;

function stepOf({ users, notes }: Client, ask: Ask, random: () => number): readonly Compared[] {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const acl = () =>
    Object.fromEntries(
      [pick(users), pick(users)].map((user, at) => [user ?? '*', { read: at === 0 }]),
    );
  const note = pick(notes);
  const user = pick(users);
  if (user === undefined || random() < 0.1) {
    const made = ask('POST', '/users', { body: { name: 'anna' } });
    users.push(String(made.json['objectId']));
    return [made];
  }
  if (note === undefined || random() < 0.2) {
    const made = ask('POST', '/notes', { body: { title: pick(titles), acl: acl() } });
    notes.push(made.json['note'] as unknown as Client['notes'][number]);
    return [made];
  }
  const name = random() < 0.5 ? note.slug : note.objectId;
  const fields = ['X-User', user];
  const kind = random();
  if (kind < 0.3) return [ask('GET', `/notes/${name}`, { fields })];
  if (kind < 0.4) return [ask('GET', '/notes', { fields })];
  if (kind < 0.5) {
    notes.splice(notes.indexOf(note), 1);
    return [ask('DELETE', `/notes/${name}`), ask('GET', `/notes/${name}`), ask('GET', '/notes')];
  }
  const isStale = random() < 0.15;
  const version = isStale ? '0-000000000000' : note.version;
  const body = { title: pick(titles), ...(random() < 0.5 ? { acl: acl() } : {}) };
  const inHeader = random() < 0.5;
  const changed = ask(pick(['PUT', 'PATCH', 'POST']) ?? 'PUT', `/notes/${name}`, {
    fields: inHeader ? [...fields, 'If-Match', `"${version}"`] : fields,
    body: inHeader ? body : { ...body, version },
  });
  if (changed.status === 200) Object.assign(note, changed.json['note']);
  return [changed];
}

function isDifferent({ outcome }: Compared): boolean {
  return outcome !== 'match';
}

const seeds = Array.from({ length: 24 }, (_, at) => 1 + 17 * at);

describe('two equal deployments that generate short ids, slugs and revisions', () => {
  it.each(seeds)('never differ, with seed %i', (seed) => {
    const { compared } = run(seed);
    expect(
      compared
        .filter(isDifferent)
        .map(({ sequence, route, differences }) => ({ sequence, route, differences })),
    ).toEqual([]);
  });

  it('have one route for each kind of request', () => {
    const routes = seeds
      .slice(0, 6)
      .flatMap((seed) => run(seed).compared.map(({ route }) => route));
    const words = [...new Set(routes)].filter(
      (route) => !/^[A-Z]+ \/(?:users|notes)(?:\/\{(?:id|slug)\})?$/.test(route),
    );
    expect(words).toEqual([]);
  });
});

describe.each<Fault>([
  'a right for another user',
  'a right that is dropped',
  'a revision that is not checked',
  'a lost update',
  'a slug that is kept',
  'a slug of another thing',
  'a wrong content',
  'a thing that is not deleted',
])('a bug of the candidate: %s', (fault) => {
  it('is found whenever it occurs, and nothing is found before', () => {
    let planted = 0;
    for (const seed of seeds.slice(0, 8)) {
      const { compared, faultAt } = run(seed, fault);
      if (faultAt < 0) continue;
      planted += 1;
      const found = compared.findIndex(isDifferent);
      expect([
        seed,
        found >= faultAt,
        compared.some(({ outcome }) => outcome === 'mismatch'),
      ]).toEqual([seed, true, true]);
    }
    expect(planted).toBeGreaterThan(3);
  });
});
