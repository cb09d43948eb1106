import { z } from 'zod';

/** What a team registers and logs in with. */
export const credentials = z.object({
  team: z.string().min(1).max(64),
  password: z.string().min(8).max(128),
});
