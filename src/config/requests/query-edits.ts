import type { z } from 'zod';
import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import type { SetValue } from './set-value.ts';
import type { queryEdits } from './target-edits-schema.ts';

/**
 * Compiles the edits of a query, without its question mark. Other parameters stay as they are written, in their
 * order; parameters that are set come last.
 *
 * @param textOf returns the text for a value that is set
 */
export function compileQueryEdits(
  { set, remove }: z.output<typeof queryEdits>,
  textOf: (value: SetValue) => string,
): (query: string) => string {
  const dropped = new Set([...Object.keys(set), ...remove]);
  const added = Object.entries(set).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(value))}`,
  );
  return (query) => {
    const parameters = query === '' ? [] : query.split('&');
    const kept = parameters.filter((one) => !dropped.has(nameOf(one)));
    if (added.length === 0 && kept.length === parameters.length) return query;
    return [...kept, ...added].join('&');
  };
}

/** The name of a parameter as servers read it. */
function nameOf(parameter: string): string {
  const end = parameter.indexOf('=');
  const name = end === -1 ? parameter : parameter.slice(0, end);
  return percentDecoded(name.replaceAll('+', ' '));
}
