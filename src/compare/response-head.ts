import { parseResponseHead } from '../vocabulary/raw-head.ts';

/** What comparing needs of a response head. */
export interface HeadView {
  /** 0 where there is no head. */
  readonly status: number;
  /** By the reader's names; null where the field is absent. Repeated fields are joined in order. */
  readonly values: readonly (string | null)[];
}

/** Between the values of a repeated field. No field value holds a line feed. */
export const repeatedFieldSeparator = '\n';

/**
 * Makes a reader of some header fields.
 *
 * @param names in lower case
 */
export function createHeadReader(names: readonly string[]): (head: Uint8Array) => HeadView {
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const absent = names.map((): string | null => null);
  // Most fields are not asked for, and most of those are told by their length alone.
  const isLength = Array.from({ length: 64 }, (_, length) =>
    names.some((name) => name.length === length || (length === 63 && name.length > length)),
  );

  return (head) => {
    const { status, fields } = parseResponseHead(head);
    const values = absent.slice();
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = fields[i] ?? '';
      if (isLength[Math.min(name.length, 63)] !== true) continue;
      const index = indexOf.get(name.toLowerCase());
      if (index === undefined) continue;
      const value = fields[i + 1] ?? '';
      const before = values[index] ?? null;
      values[index] = before === null ? value : before + repeatedFieldSeparator + value;
    }
    return { status, values };
  };
}
