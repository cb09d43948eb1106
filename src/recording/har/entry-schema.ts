import { z } from 'zod';

const field = z.object({ name: z.string(), value: z.string().catch('') });
const fields = z.array(field).catch([]);
const size = z.number().catch(-1);

/** Comments on what is not whole, in a HAR that Parallax has written. */
export const leftOutComment = 'parts of the body are left out';
export const cutUrlComment = 'the end of the URL is left out';

const comment = z.string().optional().catch(undefined);

const postData = z.object({
  comment,
  mimeType: z.string().catch(''),
  text: z.string().optional().catch(undefined),
  /** Of a form whose text was left out. */
  params: z.array(field.extend({ fileName: z.string().optional() })).catch([]),
  /** Some programs write `base64`, as of contents. */
  encoding: z.string().optional().catch(undefined),
});

const content = z.object({
  comment,
  size,
  text: z.string().optional().catch(undefined),
  encoding: z.string().optional().catch(undefined),
});

/** What is read of an entry of HAR 1.2. Programs leave out much of what they must write, and write sizes that are wrong. */
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
    /** 0 if none came. */
    status: z.number().int(),
    headers: fields,
    content: content.catch({ size: -1, text: undefined, encoding: undefined }),
  }),
});

export type HarEntry = z.output<typeof entrySchema>;
export type HarField = z.output<typeof field>;
