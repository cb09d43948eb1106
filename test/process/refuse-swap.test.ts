import { expect, it } from 'vitest';
import { swapFault } from '../../src/process/refuse-swap.ts';

const placesOf = (primary: string, candidate: string) => ({
  primary: { url: `http://${primary}` },
  candidate: { url: `http://${candidate}` },
});

it('a hub refuses a config that swaps primary and candidate', () => {
  expect(swapFault(placesOf('a', 'b'), placesOf('b', 'a'))).toMatch(/^a hub cannot swap/);
});

it.each([
  ['the same deployments', placesOf('a', 'b')],
  ['another candidate', placesOf('a', 'c')],
  ['another primary', placesOf('c', 'b')],
])('a hub takes a config with %s', (_, next) => {
  expect(swapFault(placesOf('a', 'b'), next)).toBeNull();
});
