import { isTurned, type Places } from '../config/places.ts';

/**
 * Why a hub cannot take a config: it swaps primary and candidate. Each tap serves the primary that its own config
 * names, and a hub cannot know when the last one has switched.
 *
 * @returns null if the config does not swap them
 */
export function swapFault(before: Places, next: Places): string | null {
  return isTurned(before, next)
    ? 'a hub cannot swap primary and candidate while it runs: stop the hubs, reload every tap, and start the hubs again'
    : null;
}
