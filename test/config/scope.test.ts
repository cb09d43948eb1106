import { describe, expect, it } from 'vitest';
import { configOf, faultsOf, upstreams } from './config-text.ts';

function faultsOfScope(entry: string): readonly string[] {
  return faultsOf(`${upstreams}gate:\n  outOfScope: [${JSON.stringify(entry)}]\n`);
}

describe('gate.outOfScope', () => {
  it.each([
    'POST /v1/chat/completions',
    '* /v1/{id}',
    'POST /graphql Rename',
    'OPTIONS *',
    '(other)',
    'methods',
    'connections',
    'unseen_session',
    'unseen_thing',
  ])('may contain %s', (entry) => {
    expect(faultsOfScope(entry)).toEqual([]);
  });

  it.each([
    ['method', 'did you mean methods?'],
    ['Conections', 'did you mean connections?'],
    ['post /v1/chat', 'did you mean POST /v1/chat?'],
    ['/v1/chat', 'write the method too: POST /v1/chat, or * /v1/chat for any'],
    ['websockets', 'write a route as METHOD /path, or one of methods, connections, unseen_'],
    ['unseen_sessions', 'did you mean unseen_session?'],
    ['unseen-thing', 'did you mean unseen_thing?'],
  ])('may not contain %s: %s', (entry, advice) => {
    expect(faultsOfScope(entry)).toEqual([
      expect.stringMatching(/^file:4:16: gate\.outOfScope\[0\]: /),
    ]);
    expect(faultsOfScope(entry)[0]).toContain(advice);
  });

  it('is empty by default', () => {
    expect(configOf(upstreams).gate.outOfScope).toEqual([]);
  });
});

describe('a route in the config', () => {
  it('may have mirror: off, or safe: true', () => {
    const { routes } = configOf(
      `${upstreams}routes:\n` +
        '  - {match: POST /exports, mirror: off}\n' +
        '  - {match: POST /search, safe: true}\n',
    );
    expect(routes).toMatchObject([{ mirror: 'off' }, { safe: true }]);
  });

  it('may not have both mirror: off and safe, because safe would have no effect', () => {
    expect(faultsOf(`${upstreams}routes: [{match: POST /a, mirror: off, safe: true}]\n`)).toEqual([
      expect.stringContaining(
        'routes[0].safe: a route with mirror: off is never mirrored, so safe has no effect',
      ),
    ]);
  });

  it('may have no other value for mirror', () => {
    expect(faultsOf(`${upstreams}routes: [{match: POST /a, mirror: on}]\n`)).toEqual([
      expect.stringContaining('routes[0].mirror: write one of off'),
    ]);
  });

  it('adds no area to the gate with mirror: off', () => {
    const text =
      `${upstreams}routes: [{match: POST /a, area: exports, mirror: off}]\n` +
      'gate: {areas: {exports: {soakHours: 1}}}\n';
    expect(faultsOf(text)).toEqual([
      expect.stringContaining('all routes of this area have mirror: off'),
    ]);
  });
});
