import { type Environment, type EnvironmentOptions, startEnvironment } from './environment.ts';

/**
 * Starts environments, one after the other.
 *
 * @param options.signal ends the start. Once they have started, they run until they are disposed of: a rollback that
 *   is under way when people interrupt needs the deployment.
 */
export async function startEnvironments(
  names: readonly string[],
  { signal, ...options }: Omit<EnvironmentOptions, 'name'>,
): Promise<readonly Environment[]> {
  const starting = new AbortController();
  const end = (): void => starting.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  await using started = new AsyncDisposableStack();
  const environments: Environment[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    const environment = await startEnvironment({ ...options, name, signal: starting.signal });
    environments.push(started.use(environment));
  }
  signal.removeEventListener('abort', end);
  started.move();
  return environments;
}
