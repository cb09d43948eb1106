import type { HeaderContext } from './header-context.ts';
import { splitList } from './list-field.ts';
import { isSameLocation } from './location-field.ts';

interface Link {
  readonly target: string;
  /** The relation and other parameters in one spelling. */
  readonly parameters: string;
}

/**
 * Whether two Link fields (RFC 8288) have the same links, in any order. Their targets are compared in the
 * same way as a Location.
 */
export function isSameLinks(primary: string, candidate: string, context: HeaderContext): boolean {
  const left = linksOf(primary);
  const right = linksOf(candidate);
  if (left.length !== right.length) return false;
  return left.every((link, index) => {
    const other = right[index];
    return (
      other !== undefined &&
      link.parameters === other.parameters &&
      (link.target === other.target || isSameLocation(link.target, other.target, context))
    );
  });
}

/** Sorted by parameters, so that links of the same relation have the same position. */
function linksOf(value: string): readonly Link[] {
  return splitList(value)
    .map(parseLink)
    .sort((a, b) => compareText(a.parameters, b.parameters) || compareText(a.path, b.path));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function parseLink(element: string): Link & { readonly path: string } {
  const end = element.startsWith('<') ? element.indexOf('>') : -1;
  const target = end === -1 ? element : element.slice(1, end);
  const parameters = end === -1 ? '' : element.slice(end + 1);
  return {
    target,
    path: target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, ''),
    parameters: splitParameters(parameters).map(canonicalParameter).sort().join(';'),
  };
}

/** Splits at semicolons outside of quotes. */
function splitParameters(text: string): string[] {
  const parameters = text.match(/(?:"(?:[^"\\]|\\.)*"|[^;"])+/g) ?? [];
  return parameters.filter((parameter) => parameter.trim() !== '');
}

function canonicalParameter(parameter: string): string {
  const [name = '', ...rest] = parameter.split('=');
  const value = rest
    .join('=')
    .trim()
    .replace(/^"(.*)"$/, '$1');
  const key = name.trim().toLowerCase();
  return `${key}=${key === 'rel' ? value.toLowerCase() : value}`;
}
