import { z } from 'zod';

const variables = z.object({
  /** Where the environments are controlled. */
  ROLLOUT_CONTROL: z.url('write the address of the control'),
  /** As `parallax rollout` says it to each command. */
  PARALLAX_ENVIRONMENT: z.string().min(1, 'write the name of an environment'),
});

/**
 * Asks for the environment that this process's variables name.
 *
 * @throws ZodError where a variable is missing, Error where there is no such environment
 */
export async function askControl(path = '', init: RequestInit = {}): Promise<Response> {
  const { ROLLOUT_CONTROL, PARALLAX_ENVIRONMENT } = variables.parse(process.env);
  const name = encodeURIComponent(PARALLAX_ENVIRONMENT);
  const answer = await fetch(new URL(`/environments/${name}${path}`, ROLLOUT_CONTROL), init);
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return answer;
}
