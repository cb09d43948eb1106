import { z } from 'zod';

const field = z.object({ name: z.string(), value: z.string().catch('') });
const fields = z.array(field).catch([]);
const size = z.number().catch(-1);

/** Comments on incomplete parts, in a HAR that Parallax has written. */
export const leftOutComment = 'parts of the body are left out';
export const cutUrlComment = 'the end of the URL is left out';

const comment = z.string().optional().catch(undefined);

const postData = z.object({
  comment,
  mimeType: z.string().catch(''),
  text: z.string().optional().catch(undefined),
  /** For a form whose text was left out. */
  params: z.array(field.extend({ fileName: z.string().optional() })).catch([]),
  /** Some programs write `base64`, as for contents. */
  encoding: z.string().optional().catch(undefined),
});

const content = z.object({
  comment,
  size,
  text: z.string().optional().catch(undefined),
  encoding: z.string().optional().catch(undefined),
});

/** The parts of a HAR 1.2 entry that are read. Programs omit many required members, and write wrong sizes. */
export const entrySchema = z.object({
  startedDateTime: z.string(),
  /** Milliseconds. */
  time: z.number().min(0).catch(0),
  connection: z.string().optional().catch(undefined),
  request: z.object({
    comment,
    method: z.string(),
    url: z.string(),
    headers: fields,
    bodySize: size,
    postData: postData.nullish().catch(undefined),
  }),
  response: z.object({
    /** 0 if there was none. */
    status: z.number().int(),
    headers: fields,
    content: content.catch({ size: -1, text: undefined, encoding: undefined }),
  }),
});

export type HarEntry = z.output<typeof entrySchema>;
export type HarField = z.output<typeof field>;
