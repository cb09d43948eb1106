import { describe, expect, it } from 'vitest';
import { compareResponses } from '../pair-fixture.ts';

function differ(name: string, primary: readonly string[], candidate: readonly string[]): boolean {
  const fields = (values: readonly string[]) => values.flatMap((value) => [name, value]);
  const { differences } = compareResponses(
    { fields: fields(primary) },
    { fields: fields(candidate) },
    { headers: [name] },
  );
  return differences.length > 0;
}

describe('a list field', () => {
  it.each<[string, string[], string[]]>([
    ['Vary', ['Accept, Origin'], ['origin,accept']],
    ['Vary', ['Accept', 'Origin'], ['Origin, Accept']],
    ['Vary', ['Accept, Accept'], ['Accept,']],
    ['Allow', ['GET, HEAD'], ['HEAD,GET']],
    ['Cache-Control', ['no-cache, max-age=0'], ['MAX-AGE = 0 , no-cache']],
    ['Cache-Control', ['private="a, b", no-store'], ['no-store, private="a, b"']],
    ['Content-Language', ['de, en'], ['EN, de']],
    ['Access-Control-Allow-Methods', ['GET,POST'], ['POST, GET']],
    ['Content-Encoding', ['GZIP'], ['x-gzip']],
    ['Content-Encoding', ['identity, br'], ['br']],
  ])('%s is compared as a set: %j is %j', (name, primary, candidate) => {
    expect(differ(name, primary, candidate)).toBe(false);
  });

  it.each<[string, string[], string[]]>([
    ['Vary', ['Accept'], ['Accept, Origin']],
    ['Vary', ['*'], ['Accept']],
    ['Allow', ['GET'], ['get']],
    ['Cache-Control', ['max-age=60'], ['max-age=61']],
    ['Cache-Control', ['private="a, b"'], ['private="a", b']],
    ['Content-Encoding', ['br'], ['x-own']],
    ['X-Other', ['a, b'], ['b, a']],
  ])('%s is compared as a list: %j is not %j', (name, primary, candidate) => {
    expect(differ(name, primary, candidate)).toBe(true);
  });

  it('is read quickly and without an exception, whatever it contains', () => {
    for (const hostile of ['"'.repeat(60_000), '<'.repeat(60_000), ',;='.repeat(20_000), '\\"']) {
      for (const name of ['Vary', 'Cache-Control', 'Link', 'Allow']) {
        expect(differ(name, [hostile], ['a'])).toBe(true);
      }
    }
  });
});
