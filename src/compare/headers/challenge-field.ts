import { splitList } from './list-field.ts';

interface Challenge {
  readonly scheme: string;
  readonly parameters: string[];
}

/**
 * One spelling for challenges (RFC 9110, section 11.6.1) that mean the same: schemes and parameter names in
 * any case, parameters in any order, quoted or not. Challenges keep their order, as some clients use the
 * first one that they know. A nonce is new in each answer, so only its presence counts.
 */
export function canonicalChallenges(value: string): string {
  const challenges: Challenge[] = [];
  for (const element of splitList(value)) {
    const { scheme, rest } = schemeIn(element);
    if (scheme !== null) challenges.push({ scheme, parameters: [] });
    if (rest !== '') challenges.at(-1)?.parameters.push(canonicalParameter(rest));
    if (challenges.length === 0) return value;
  }
  return challenges
    .map(({ scheme, parameters }) => `${scheme} ${parameters.sort().join(', ')}`)
    .join(', ');
}

const minted: ReadonlySet<string> = new Set(['nonce', 'opaque']);

/** An element begins a challenge unless it is a parameter, `name=value`, of the previous one. */
function schemeIn(element: string): { readonly scheme: string | null; readonly rest: string } {
  const parts = /^([^\s="]+)(?:[ \t]+([^= \t].*))?$/s.exec(element);
  if (parts === null) return { scheme: null, rest: element };
  return { scheme: (parts[1] ?? '').toLowerCase(), rest: parts[2] ?? '' };
}

function canonicalParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  // An element without a name is a token68, which may end in `=`.
  if (equals === -1 || /^=*$/.test(parameter.slice(equals))) return parameter;
  const name = parameter.slice(0, equals).trim().toLowerCase();
  const text = unquoted(parameter.slice(equals + 1).trim());
  return minted.has(name) && text !== '' ? name : `${name}=${JSON.stringify(text)}`;
}

function unquoted(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
}
