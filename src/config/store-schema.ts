import { z } from 'zod';

/** `store: parallax.db` is short for `store: {path: parallax.db}`; without a value it is none. */
export const store = z
  .preprocess(
    (value) => (typeof value === 'string' ? { path: value } : (value ?? undefined)),
    z
      .strictObject({
        path: z
          .string()
          .min(1)
          .describe('a file of SQLite in which evidence outlives a restart')
          .meta({ placeholder: 'FILE' }),
      })
      .optional(),
  )
  .meta({ shorthand: 'path' });
