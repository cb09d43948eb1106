import type { Command } from 'commander';
import { findToken, tokenFileOption, urlOption } from './admin-options.ts';
import { askAdmin, caOption } from './ask-admin.ts';
import { usageExitCode } from './exit-codes.ts';
import { refuse } from './refuse.ts';

const timeoutMs = 10_000;
const noParallax = 'that address is not a Parallax admin address';

interface RoutesOptions {
  readonly url: URL;
  /** The token in it. */
  readonly tokenFile?: string;
  readonly ca?: Buffer;
}

export function defineRoutes(command: Command): void {
  command.addOption(urlOption()).addOption(tokenFileOption()).addOption(caOption()).action(routes);
}

async function routes({ url, tokenFile, ca }: RoutesOptions): Promise<void> {
  const { token, fault: tokenFault } = findToken(tokenFile);
  if (tokenFault !== null) return refuse(tokenFault, usageExitCode);
  try {
    const asked = { token, ca: ca ?? null, timeoutMs };
    const answer = await askAdmin(new URL('api/routes.yaml', url), asked);
    if (answer.status !== 200) throw new Error(statusWords(answer.status));
    if (!isList(answer.text)) throw new Error(noParallax);
    process.stdout.write(answer.text);
  } catch (error) {
    const words = error instanceof Error ? error.message : 'the request failed';
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    refuse(isLate ? '/api/routes.yaml does not answer' : words, 1);
  }
}

/** Only YAML of Parallax is printed: another server could send control sequences to the terminal. */
function isList(text: string): boolean {
  return /^ {2}[#[-]/.test(text) && !/[^\P{C}\n]/u.test(text);
}

function statusWords(status: number): string {
  if (status === 401) return 'the token is missing or wrong (status 401)';
  return `/api/routes.yaml answers with status ${status}`;
}
