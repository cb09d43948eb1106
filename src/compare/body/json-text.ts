export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * A text as a JSON value: unchanged if it is an object or an array, else a string. A number or a quoted
 * string stays text, so that it never equals the value that it looks like.
 */
export function structureOrString(text: string): string {
  const opens = /^\s{0,64}[{[]/.test(text);
  return opens && isJson(text) ? text : JSON.stringify(text);
}

/**
 * Names and values as a JSON object. The values of a repeated name become an array, in order; the order of
 * different names is dropped, as it means nothing.
 */
export function groupedAsJson(pairs: Iterable<readonly [name: string, json: string]>): string {
  const values = new Map<string, string[]>();
  for (const [name, json] of pairs) {
    const before = values.get(name);
    if (before === undefined) values.set(name, [json]);
    else before.push(json);
  }
  const members = [...values].map(([name, all]) => {
    const [first = 'null'] = all;
    return `${JSON.stringify(name)}:${all.length === 1 ? first : `[${all.join(',')}]`}`;
  });
  return `{${members.join(',')}}`;
}
