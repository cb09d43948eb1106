import { z } from 'zod';
import type { Setting } from '../../../config/settings.ts';
import { success } from '../../../vocabulary/result.ts';
import { endpoint } from './endpoint.ts';

const settingAnswer = z.strictObject({
  path: z.string(),
  value: z.string(),
  origin: z.string().describe('default, a flag, or a line of the file'),
}) satisfies z.ZodType<Setting>;

/** `GET /api/config`: secrets are hidden. */
export const configEndpoint = endpoint({
  answer: z.array(settingAnswer),
  reply: ({ settings }) => success(settings),
});
