import { safeMethods } from '../../vocabulary/exchange.ts';
import type { RouteCounts } from '../route-counts.ts';

/** Last words of paths with which a POST mostly reads. */
const readingWords: ReadonlySet<string> = new Set([
  'aggregate',
  'calculate',
  'count',
  'estimate',
  'filter',
  'find',
  'graphql',
  'lookup',
  'mget',
  'msearch',
  'preview',
  'query',
  'search',
  'validate',
]);

const probeWords: ReadonlySet<string> = new Set([
  'health',
  'healthcheck',
  'healthz',
  'livez',
  'metrics',
  'ping',
  'readyz',
]);

/** Commented lines for an entry with keys that may be useful; to be uncommented. */
export function routeHints({ route, compared }: Pick<RouteCounts, 'route' | 'compared'>): string[] {
  const [method = '', path = '', operation] = route.split(' ');
  const word = lastWord(path);
  if (safeMethods.has(method)) {
    return probeWords.has(word) ? ['mirror: off # if it only says that the API runs'] : [];
  }
  // The path does not describe an operation, and (other) may be anything.
  if (operation !== undefined) return [];
  // A route that is already compared needs no key to be mirrored.
  const mayRead = method === 'POST' && compared === 0 && readingWords.has(word);
  return mayRead ? ['safe: true # if it only reads'] : [];
}

/** `search` of `/keys/_search` and of `/keys:search`. */
function lastWord(path: string): string {
  const segment = path.replace(/\/$/, '').split('/').at(-1) ?? '';
  return (segment.split(':').at(-1) ?? '').replace(/^_/, '').toLowerCase();
}
