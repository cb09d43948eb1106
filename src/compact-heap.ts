import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type CollectGarbage = (options: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void;

/**
 * Gives back to the system what loading the program took and nothing needs any more: V8 itself would keep
 * it until there is load. Call it before there is any, as it takes some 50 ms.
 */
export function compactHeap(): void {
  setFlagsFromString('--expose-gc');
  // Only a context that is made after the flag was set has the function.
  const collect = runInNewContext('gc') as CollectGarbage;
  collect({ type: 'major', flavor: 'last-resort' });
}
