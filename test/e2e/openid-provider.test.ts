import { afterEach, describe, expect, it } from 'vitest';
import { useProvider } from './oidc/relying-party.ts';
import { type RunningProvider, startProvider } from './oidc/start-provider.ts';
import { startParallaxBetween } from './parallax-between.ts';

const providers: RunningProvider[] = [];

afterEach(async () => {
  await Promise.all(providers.splice(0).map(({ stop }) => stop()));
});

const applications = 24;

describe('two instances of a real OpenID provider', () => {
  it('show no mismatch but for a token that looks like words, while applications register, log in and leave', async () => {
    const [primary, candidate] = await Promise.all([startProvider(), startProvider()]);
    providers.push(primary, candidate);
    await using parallax = await startParallaxBetween(primary.url, candidate.url);
    const requests = await Promise.all(
      Array.from({ length: applications }, (_, at) => useProvider(parallax.url, `app ${at}`)),
    );
    const made = requests.reduce((sum, count) => sum + count, 0);
    const { match = 0 } = await parallax.outcomes(made);
    const mismatches = await parallax.examples('mismatch');
    // By chance a random token looks like words, and a page has no name that says what it is.
    expect(mismatches.filter(({ route }) => route !== 'GET /interaction/{id}')).toEqual([]);
    expect(mismatches.length).toBeLessThanOrEqual(2);
    expect(match + mismatches.length).toBe(made);
  });
});
