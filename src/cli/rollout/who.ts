import { userInfo } from 'node:os';

/** Variables in which CI systems name the person who started a job. */
const variables = [
  'GITHUB_ACTOR',
  'GITLAB_USER_LOGIN',
  'CIRCLE_USERNAME',
  'BUILDKITE_BUILD_CREATOR',
  'BUILD_USER_ID',
  'USER',
] as const;

/** The person or system behind a step, without `--who`. */
export function defaultWho(environment: NodeJS.ProcessEnv): string {
  const name = variables.map((one) => environment[one]).find((value) => (value ?? '') !== '');
  return name ?? userName();
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // The user of a container may have no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
