import { z } from 'zod';

const answer = z.object({ version: z.string(), flavour: z.enum(['direct', 'repository']) });

/** What a deployment says of itself. */
export type AnsweringVersion = z.output<typeof answer>;

/** Asks a deployment, on a connection of its own: one that is kept may be that of the process before. */
export async function answeringVersion(url: string): Promise<AnsweringVersion> {
  const response = await fetch(`${url}/api/version`, { headers: { connection: 'close' } });
  return readVersion(await response.json());
}

/** @throws ZodError where it is no answer to `GET /api/version` */
export function readVersion(json: unknown): AnsweringVersion {
  return answer.parse(json);
}
