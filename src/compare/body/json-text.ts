export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * A text as a JSON value: itself where it is an object or an array, else a string. A number or a
 * quoted string stays text, so that it is never the same as what it looks like.
 */
export function structureOrString(text: string): string {
  const opens = /^\s{0,64}[{[]/.test(text);
  return opens && isJson(text) ? text : JSON.stringify(text);
}

/**
 * Names and values, in JSON, as an object. Where a name comes again its values become an array, in
 * their order; the order of different names is lost, as it means nothing.
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
