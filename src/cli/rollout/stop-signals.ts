export interface StopSignals extends Disposable {
  /** Aborted by the first SIGTERM or SIGINT. */
  readonly signal: AbortSignal;
  /** Aborted by the second one. */
  readonly hardSignal: AbortSignal;
}

/** Handles SIGTERM and SIGINT, so that they do not end the process at once, until it is disposed. */
export function stopSignals(): StopSignals {
  const soft = new AbortController();
  const hard = new AbortController();
  const onSignal = (): void => (soft.signal.aborted ? hard.abort() : soft.abort());
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  return {
    signal: soft.signal,
    hardSignal: hard.signal,
    [Symbol.dispose]() {
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    },
  };
}
