import { Document, isMap, isSeq } from 'yaml';
import type { Config } from '../../config/schema.ts';
import { formatExchanges } from '../../vocabulary/format.ts';
import type { RouteCounts } from '../route-counts.ts';
import { routeEntries, type RouteEntry } from './route-entries.ts';

const heading = `  # Paste this under routes: in the config, in place of the entries there. Areas that the config lacks are
  # proposals: name them after the parts of the API that you decide on. The gate requires each of these
  # routes to be compared: remove those that it need not wait for.
`;

/**
 * The routes of the config and those seen so far, as YAML that can stand under `routes:`. Route names come from
 * requests: each entry is valid in the schema, and no comment contains a part of a name.
 */
export function routesYaml(config: Pick<Config, 'routes'>, seen: readonly RouteCounts[]): string {
  const { entries, withoutEntry } = routeEntries(config, seen);
  const written = entries.length === 0 ? '  []\n' : entryLines(entries);
  const others = withoutEntry.reduce((sum, { exchanges }) => sum + exchanges, 0);
  const rest =
    others === 0
      ? ''
      : `  # ${formatExchanges(others)} on routes that cannot have an entry, such as (other).\n`;
  return heading + written + rest;
}

function entryLines(entries: readonly RouteEntry[]): string {
  const document = new Document(entries.map(({ keys }) => keys));
  const { contents } = document;
  if (!isSeq(contents)) return '';
  for (const [index, { exchanges, notes, hints }] of entries.entries()) {
    const item = contents.items[index];
    if (!isMap(item)) continue;
    const counted = exchanges === 0 ? 'not requested yet' : formatExchanges(exchanges);
    item.commentBefore = ` ${[counted, ...notes].join('; ')}`;
    if (hints.length > 0) item.comment = hints.map((hint) => ` ${hint}`).join('\n');
  }
  return document.toString({ lineWidth: 0 }).replaceAll(/^(?=.)/gm, '  ');
}
