import { isTurned, type Places } from '../config/places.ts';

/**
 * A hub refuses a config that swaps primary and candidate: each tap serves the primary of its own config, and a hub cannot
 * know when the last tap has switched.
 *
 * @returns null if the config does not swap them
 */
export function swapFault(before: Places, next: Places): string | null {
  return isTurned(before, next)
    ? 'a hub cannot swap primary and candidate while it runs: stop the hubs, reload every tap, and start the hubs again'
    : null;
}
