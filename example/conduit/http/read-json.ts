import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';

/**
 * The request's body, as the schema describes it.
 *
 * @throws HTTPException 400 that says what is wrong with it
 */
export async function readJson<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (body === undefined) throw new HTTPException(400, { message: 'the body is not JSON' });
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  throw new HTTPException(400, { message: `${place || 'the body'}: ${issue?.message ?? ''}` });
}
