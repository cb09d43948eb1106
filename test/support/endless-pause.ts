import { onTestFinished, vi } from 'vitest';
import { Breaker } from '../../src/transport/breaker.ts';

/** A breaker that is open stays so until the test, or this, ends: however long the machine lets the test wait. */
export function endlessPause(): Disposable {
  const spy = vi
    .spyOn(Breaker.prototype, 'isBlocking', 'get')
    .mockImplementation(function isBlocking(this: Breaker) {
      return this.isOpen;
    });
  const end = (): void => spy.mockRestore();
  onTestFinished(end);
  return { [Symbol.dispose]: end };
}
