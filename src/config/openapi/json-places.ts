/** One member of an object, or one element of an array, in a JSON text. */
interface Member {
  /** For an element, the start of its value. */
  readonly keyOffset: number;
  readonly valueOffset: number;
}

/** The members of an object, or the elements of an array. */
interface Members {
  /** As with `JSON.parse`, the last one of two members with the same name. */
  readonly byKey: ReadonlyMap<PropertyKey, Member>;
  /** The offsets of duplicate keys. */
  readonly duplicates: readonly number[];
}

/** The positions of the values in a JSON text. */
export interface JsonPlaces {
  /**
   * The offset of the value at a path if it is a scalar, else that of its key; for a missing key, that of the
   * object that lacks it.
   */
  readonly offsetOf: (path: readonly PropertyKey[]) => number;
  /** The offsets of keys that the object at a path has twice. */
  readonly duplicatesAt: (path: readonly PropertyKey[]) => readonly number[];
}

/**
 * Finds values in a text that `JSON.parse` has accepted: that keeps no offsets, and the YAML parser, which does,
 * takes 50 times as long. Each object on the way is read once.
 */
export function createJsonPlaces(text: string): JsonPlaces {
  const read = new Map<number, Members>();

  function membersAt(offset: number): Members {
    const known = read.get(offset);
    if (known !== undefined) return known;
    const members = readMembers(text, offset);
    read.set(offset, members);
    return members;
  }

  function find(path: readonly PropertyKey[]): Member & { readonly isWhole: boolean } {
    let found: Member = { keyOffset: 0, valueOffset: endOfSpace(text, 0) };
    for (const key of path) {
      const member = membersAt(found.valueOffset).byKey.get(key);
      if (member === undefined) return { ...found, isWhole: false };
      found = member;
    }
    return { ...found, isWhole: true };
  }

  return {
    offsetOf(path) {
      const { keyOffset, valueOffset } = find(path);
      return /[{[]/.test(text[valueOffset] ?? '') ? keyOffset : valueOffset;
    },
    duplicatesAt(path) {
      const { valueOffset, isWhole } = find(path);
      return isWhole ? membersAt(valueOffset).duplicates : [];
    },
  };
}

/** Other values have none. */
function readMembers(text: string, offset: number): Members {
  const byKey = new Map<PropertyKey, Member>();
  const duplicates: number[] = [];
  const isObject = text[offset] === '{';
  if (!isObject && text[offset] !== '[') return { byKey, duplicates };
  let at = endOfSpace(text, offset + 1);
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    const keyOffset = at;
    let key: string | number = byKey.size;
    if (isObject) {
      const end = endOfValue(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = endOfSpace(text, endOfSpace(text, end) + 1);
    }
    if (byKey.has(key)) duplicates.push(keyOffset);
    byKey.set(key, { keyOffset, valueOffset: at });
    at = endOfSpace(text, endOfValue(text, at));
    if (text[at] === ',') at = endOfSpace(text, at + 1);
  }
  return { byKey, duplicates };
}

function endOfValue(text: string, offset: number): number {
  token.lastIndex = offset;
  let depth = 0;
  for (;;) {
    const [, found] = token.exec(text) ?? [];
    if (found === undefined) return text.length;
    if (found === '{' || found === '[') depth += 1;
    else if (found === '}' || found === ']') depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
}

function endOfSpace(text: string, offset: number): number {
  space.lastIndex = offset;
  space.exec(text);
  return space.lastIndex;
}

/** With the spaces and separators before it. */
const token = /[\s,:]*("[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s{}[\],:"]+)/y;
const space = /\s*/y;
