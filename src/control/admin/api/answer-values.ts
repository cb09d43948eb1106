import { z } from 'zod';

/** The answer that a schema describes; a view may build it of readonly values. */
export type AnswerOf<Schema extends z.ZodType> = Frozen<z.output<Schema>>;

type Frozen<Value> = { readonly [Key in keyof Value]: Frozen<Value[Key]> };

export const time = z.iso.datetime().describe('wall clock');
export const count = z.int().min(0);
export const milliseconds = z.number().min(0);
export const millisecondsOrNull = z.number().min(0).nullable();
export const shownText = z.string().describe('redacted');

export const fault = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
});
