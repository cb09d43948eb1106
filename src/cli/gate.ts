import { type Command, InvalidArgumentError, Option } from 'commander';
import { isToken, readTokenFile } from '../config/admin-access.ts';
import { caOption } from './ask-admin.ts';
import type { GateReply } from './ask-gate.ts';
import { awaitVerdict } from './await-verdict.ts';
import { parseDuration } from './duration.ts';
import { gateTable } from './gate-table.ts';

/** Of every other command, 2 is a fault on the command line; here it is a verdict. */
const usageExitCode = 64;

const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const;
const unreachableExitCode = 3;

const defaultUrl = 'http://127.0.0.1:9900';

interface GateOptions {
  readonly url: URL;
  readonly wait?: number;
  /** The token in it. */
  readonly tokenFile?: string;
  readonly ca?: Buffer;
}

export function addGateCommand(program: Command): void {
  program
    .command('gate')
    .description('print the verdict on the candidate')
    .addOption(
      new Option('--url <URL>', 'the admin address of a running Parallax')
        .argParser(parseUrl)
        .default(parseUrl(defaultUrl), defaultUrl),
    )
    .addOption(
      new Option(
        '--wait <DURATION>',
        'ask until it passes or fails, for so long: 90s, 10m, 2h',
      ).argParser(parseDuration),
    )
    .addOption(
      new Option(
        '--token-file <FILE>',
        'has the admin token; else PARALLAX_ADMIN_TOKEN does',
      ).argParser(readToken),
    )
    .addOption(caOption())
    .addHelpText(
      'after',
      '\nExits with 0 when the gate passes, 1 when it fails, 2 when it is inconclusive, 3 when there is\n' +
        'no verdict to be had, and 64 when the command line is at fault.',
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageExitCode))
    .action(gate);
}

async function gate({ url, wait = 0, tokenFile: token, ca }: GateOptions): Promise<void> {
  const inEnvironment = process.env.PARALLAX_ADMIN_TOKEN ?? '';
  if (token === undefined && inEnvironment !== '' && !isToken(inEnvironment)) {
    process.stderr.write('parallax: what PARALLAX_ADMIN_TOKEN has is no token\n');
    process.exitCode = usageExitCode;
    return;
  }
  const reply = await awaitVerdict({
    url: new URL('api/gate', url),
    token: token ?? (inEnvironment === '' ? null : inEnvironment),
    ca: ca ?? null,
    waitMs: wait,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  report(reply);
}

function report(reply: GateReply): void {
  if ('fault' in reply) {
    process.stderr.write(`parallax: ${reply.fault}\n`);
    process.exitCode = unreachableExitCode;
    return;
  }
  process.stdout.write(gateTable(reply.answer));
  process.exitCode = exitCodes[reply.answer.verdict];
}

/** With a slash at the end, so that a path in it is kept when the API's is added. */
function parseUrl(text: string): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  const isPlain = url?.username === '' && url.password === '' && url.search === '';
  if (url === null || !isPlain || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('write an address as http://HOST:PORT');
  }
  return url;
}

function readToken(file: string): string {
  const { token, fault } = readTokenFile(file);
  if (token === null) throw new InvalidArgumentError(fault);
  return token;
}
