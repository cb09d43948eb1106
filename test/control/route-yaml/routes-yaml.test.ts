import { describe, expect, it } from 'vitest';
import { routesYaml } from '../../../src/control/route-yaml/routes-yaml.ts';
import { RouteLedger } from '../../../src/control/route-ledger.ts';
import { configOf, upstreams } from '../../config/config-text.ts';
import { hostileTexts } from '../admin/hostile-text.ts';
import { comparisonOf } from '../comparison-fixture.ts';

type Seen = Parameters<typeof comparisonOf>[0];

/** The YAML after these exchanges, under a config with these routes. */
function yamlOf(seen: readonly (string | Seen)[], routes = '[]'): string {
  const ledger = new RouteLedger(1000);
  for (const one of seen) {
    const facts = typeof one === 'string' ? { route: one, area: '(none)' } : one;
    ledger.add(comparisonOf(facts));
  }
  return routesYaml(configOf(`${upstreams}routes: ${routes}\n`), ledger.all());
}

/** The result of a config with this text under `routes:`. */
function pasted(yaml: string, rest = '') {
  return configOf(`${upstreams}routes:\n${yaml}${rest}`).routes;
}

describe('the routes as YAML', () => {
  it('have an entry each, with the count of exchanges and a proposed area', () => {
    const exchanges = Array.from({ length: 1204 }, () => 'GET /api/v1/virtual-keys/{id}');
    expect(yamlOf(exchanges)).toContain(
      '  # 1,204 exchanges\n  - match: GET /api/v1/virtual-keys/{id}\n    area: virtual-keys\n',
    );
  });

  it('are valid under routes in a config', () => {
    expect(pasted(yamlOf(['GET /b', 'POST /a/{id}']), 'routesMax: 7\n')).toEqual([
      { match: 'POST /a/{id}', area: 'a' },
      { match: 'GET /b', area: 'b' },
    ]);
  });

  it('are an empty list without routes', () => {
    expect(pasted(yamlOf([]))).toEqual([]);
  });

  it('begin with the routes of the config, unchanged, with or without traffic', () => {
    const routes = '[{match: GET /z, area: last, safe: true}, {match: "* /y", mirror: off}]';
    expect(pasted(yamlOf(['GET /z', 'GET /a'], routes))).toEqual([
      { match: 'GET /z', area: 'last', safe: true },
      { match: '* /y', mirror: 'off' },
      { match: 'GET /a', area: 'a' },
    ]);
  });

  it('list a route of the config once, whatever its name was before', () => {
    const yaml = yamlOf(['GET /a/{slug}', 'GET /a/{id}'], '[{match: "GET /a/{key}"}]');
    expect(pasted(yaml)).toEqual([{ match: 'GET /a/{key}' }]);
    expect(yaml).toContain('# 2 exchanges\n');
  });

  it('list a route once that had two names', () => {
    const yaml = yamlOf(['GET /a/{id}', 'GET /a/{slug}', 'GET /a/{slug}']);
    expect(pasted(yaml)).toEqual([{ match: 'GET /a/{id}', area: 'a' }]);
    expect(yaml).toContain('# 3 exchanges\n');
  });

  it('keep an area that comes from a document', () => {
    expect(pasted(yamlOf([{ route: 'GET /a', area: 'billing' }]))).toEqual([
      { match: 'GET /a', area: 'billing' },
    ]);
  });

  it('have a count of all operations of a route, and of each operation', () => {
    const routes = '[{match: POST /graphql, by: graphql}]';
    const seen = ['POST /graphql Keys', 'POST /graphql Keys', 'POST /graphql Costs'];
    const yaml = yamlOf(seen, routes);
    expect(yaml).toContain('  # 3 exchanges; over all its operations\n  - match: POST /graphql\n');
    expect(yaml).toContain('  # 2 exchanges\n  - match: POST /graphql Keys\n');
  });

  it('have no entry for an operation of a route that the config no longer divides', () => {
    expect(pasted(yamlOf(['POST /graphql Keys', 'GET /sound']))).toEqual([
      { match: 'GET /sound', area: 'sound' },
    ]);
  });

  it('recommend to keep the rules of a route', () => {
    const yaml = yamlOf([], '[{match: GET /a, compare: {ignore: [$.b]}}]');
    expect(yaml).toContain('# not requested yet; keep its keys compare\n');
  });

  it('report the number of routes without an entry', () => {
    expect(yamlOf(['(other)', 'OPTIONS *'])).toContain(
      '# 2 exchanges on routes that cannot have an entry',
    );
  });

  it('mark routes that primary always answers with 404', () => {
    const primary = { status: 404, firstByteMs: 1, totalMs: 1, bodyBytes: 0, stream: null };
    const yaml = yamlOf([{ route: 'GET /wp-admin', area: '(none)', primary }]);
    expect(yaml).toContain('# 1 exchange; primary answers only 404\n');
  });

  it.each([
    ['POST /keys/_search', '# safe: true # if it only reads'],
    ['POST /v1/keys:lookup', '# safe: true # if it only reads'],
    ['GET /healthz', '# mirror: off # if it only says that the API runs'],
  ])('have a hint for %s that is valid without its #', (route, hint) => {
    const yaml = yamlOf([{ route, area: '(none)', outcome: 'skipped' }]);
    expect(yaml).toContain(`    ${hint}\n`);
    const [first] = pasted(yaml.replace(hint, hint.slice('# '.length)));
    expect(first).toMatchObject(route.startsWith('GET') ? { mirror: 'off' } : { safe: true });
  });

  it.each(['POST /keys', 'PUT /keys/search', 'DELETE /keys/search', 'GET /keys/search'])(
    'have no hint for %s',
    (route) => {
      expect(yamlOf([{ route, area: '(none)', outcome: 'skipped' }])).not.toContain('safe:');
    },
  );

  it.each(['Rename', '(other)', '(batch)'])('have no hint for the operation %s', (operation) => {
    const route = `POST /graphql ${operation}`;
    const seen = { route, area: '(none)', outcome: 'skipped' } as const;
    const yaml = yamlOf([seen], '[{match: POST /graphql, by: graphql}]');
    expect(pasted(yaml)).toHaveLength(2);
    expect(yaml).not.toContain('safe:');
  });

  it('count the requests to operations for their route', () => {
    const seen = ['POST /graphql GetUser', 'POST /graphql Rename', 'POST /graphql2'];
    const yaml = yamlOf(seen, '[{match: POST /graphql, by: graphql}]');
    expect(yaml).toContain('# 2 exchanges; over all its operations\n  - match: POST /graphql\n');
  });

  it('have no entry for an operation whose route no longer has an entry', () => {
    const yaml = yamlOf(['POST /graphql GetUser', 'GET /a'], '[{match: POST /graphql}]');
    expect(pasted(yaml)).toEqual([{ match: 'POST /graphql' }, { match: 'GET /a', area: 'a' }]);
    expect(yaml).toContain('# 1 exchange on routes that cannot have an entry');
  });

  it('have no hint for a POST that is compared already', () => {
    expect(yamlOf(['POST /keys/search'])).not.toContain('safe:');
  });

  it.each([
    ['GET /api/v1/virtual-keys/{id}', 'virtual-keys'],
    ['GET /rest/v1beta1/Log_Entries', 'log-entries'],
    ['GET /2024-10-01/models', 'models'],
    ['GET /api/{id}', undefined],
    ['GET /', undefined],
    ['GET /api/constructor', 'constructor'],
  ])('propose for %s the area %s', (route, area) => {
    expect(pasted(yamlOf([route]))[0]?.area).toBe(area);
  });
});

/**
 * Whoever sends a request chooses the words of a route. Pasted into a config, they must be the route and
 * nothing else: no other key, no comment that ends, no variable of the environment.
 */
describe('the routes as YAML, with hostile names', () => {
  const names = [
    ...hostileTexts.map((text) => `GET /${text}`),
    'GET /a: b',
    'GET /a #b',
    'GET /#b',
    'GET /\'"\\',
    'GET /a\nlisten: 0.0.0.0:80',
    'GET /a\u2028listen:x',
    'GET /a\u0085listen:x',
    'GET /${HOME}',
    'GET /${id}',
    'GET /-\u202e\u200b',
    'GET /&a',
    'GET /*a',
    'GET /!!binary',
    'GET /{{x}}',
    'GET /---',
    'GET /__proto__',
    '* /any',
    '- - -',
    '? /',
    '',
  ];

  it.each(names.map((name) => [name.slice(0, 60), name]))(
    'have one entry or none: %s',
    (_, name) => {
      const yaml = yamlOf([name, 'GET /sound']);
      const routes = pasted(yaml);
      expect(routes.length).toBeLessThanOrEqual(2);
      expect(routes).toContainEqual({ match: 'GET /sound', area: 'sound' });
      expect(yaml).not.toMatch(/[^\P{C}\n]/u);
    },
  );

  it('are valid together in a config', () => {
    expect(pasted(yamlOf(names)).length).toBeGreaterThan(8);
  });

  it('match the same requests as before if they are written in another form', () => {
    const [first] = pasted(yamlOf(['GET /${id}']));
    expect(first?.match).toBe('GET /%24{id}');
  });
});
