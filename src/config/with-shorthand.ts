import { z } from 'zod';

/** Lets `primary: http://…` stand for `primary: {url: http://…}`, and a list for the key's list. */
export function withShorthand<T extends z.ZodType>(key: string, schema: T) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' || Array.isArray(value) ? { [key]: value } : value),
      schema,
    )
    .meta({ shorthand: key });
}
