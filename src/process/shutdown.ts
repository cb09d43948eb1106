import type { Running } from './running-process.ts';

/**
 * SIGTERM and SIGINT drain; a second one exits at once with the code that a shell would report. SIGHUP
 * reloads the config; by default it would end the process.
 */
export function handleSignals(running: Pick<Running, 'drain' | 'reload'>): void {
  let asked = false;
  const onSignal = (exitCode: number): void => {
    if (asked) process.exit(exitCode);
    asked = true;
    void running.drain();
  };
  process.on('SIGTERM', () => onSignal(143));
  process.on('SIGINT', () => onSignal(130));
  process.on('SIGHUP', () => running.reload());
}

/** Ignores SIGHUP during the start, which reads all files anyway. */
export function ignoreHangups(): void {
  process.on('SIGHUP', () => undefined);
}

const onTerminate = (): void => process.exit(143);
const onInterrupt = (): void => process.exit(130);

/**
 * Ends the process on SIGTERM or SIGINT during a start that may have to wait: by default, the first process
 * of a container ignores them.
 *
 * @returns a function that removes the handlers once the start is complete
 */
export function exitOnSignals(): () => void {
  process.on('SIGTERM', onTerminate).on('SIGINT', onInterrupt);
  return () => process.off('SIGTERM', onTerminate).off('SIGINT', onInterrupt);
}
