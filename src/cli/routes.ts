import type { Command } from 'commander';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { findToken, tokenFileOption, urlOption } from './admin-options.ts';
import { askAdmin, type AskAdminOptions, caOption } from './ask-admin.ts';
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
  const { value: token, fault: tokenFault } = findToken(tokenFile);
  if (tokenFault !== null) return refuse(tokenFault, usageExitCode);
  const { value: list, fault } = await askRoutes(url, { token, ca: ca ?? null, timeoutMs });
  if (fault !== null) return refuse(fault, 1);
  process.stdout.write(list);
}

async function askRoutes(url: URL, asked: AskAdminOptions): Promise<Result<string>> {
  try {
    const { status, text } = await askAdmin(new URL('api/routes.yaml', url), asked);
    if (status !== 200) return failure(statusWords(status));
    return isList(text) ? success(text) : failure(noParallax);
  } catch (error) {
    if (!(error instanceof Error)) return failure('the request failed');
    return failure(
      error.name === 'TimeoutError' ? '/api/routes.yaml does not answer' : error.message,
    );
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
