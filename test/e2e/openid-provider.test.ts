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
  it('show no mismatch while applications register, log users in and log out concurrently', async () => {
    const [primary, candidate] = await Promise.all([startProvider(), startProvider()]);
    providers.push(primary, candidate);
    await using parallax = await startParallaxBetween(primary.url, candidate.url);
    const requests = await Promise.all(
      Array.from({ length: applications }, (_, at) => useProvider(parallax.url, `app ${at}`)),
    );
    const made = requests.reduce((sum, count) => sum + count, 0);
    const outcomes = await parallax.outcomes(made);
    expect(await parallax.examples('mismatch')).toEqual([]);
    expect(outcomes).toEqual({ match: made });
  });
});
