import { expect, it } from 'vitest';
import { FirstShown } from '../../../src/shadow/divergence/first-shown.ts';
import { rootThing } from '../../../src/shadow/divergence/found-things.ts';

function thingsOf(from: number, to: number) {
  return Array.from({ length: to - from }, (_, i) => {
    const text = String(from + i);
    return rootThing([{ text, kind: 'key', key: `key ${text}` }], {});
  });
}

it('the first time at which a thing is shown stays, whatever shows it later', () => {
  const shown = new FirstShown();
  shown.note(thingsOf(1, 2), 10);
  shown.note(thingsOf(1, 2), 20);
  expect(shown.of('key 1')).toBe(10);
});

it('a thing that is shown again is not forgotten in favour of others', () => {
  const shown = new FirstShown();
  for (let from = 2; from < 200_000; from += 20_000) {
    shown.note([...thingsOf(1, 2), ...thingsOf(from, from + 20_000)], from);
  }
  expect(shown.of('key 1')).toBe(2);
});

it('a thing that is not shown for a long time is forgotten', () => {
  const shown = new FirstShown();
  shown.note(thingsOf(1, 2), 1);
  for (let from = 2; from < 200_000; from += 20_000) {
    shown.note(thingsOf(from, from + 20_000), from);
  }
  expect(shown.of('key 1')).toBeUndefined();
});
