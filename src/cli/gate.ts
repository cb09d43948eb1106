import { type Command, Option } from 'commander';
import { findToken, tokenFileOption, urlOption } from './admin-options.ts';
import { caOption } from './ask-admin.ts';
import type { GateReply } from './ask-gate.ts';
import { awaitVerdict } from './await-verdict.ts';
import { parseDuration } from './duration.ts';
import { exitCodes, refusedExitCode, usageExitCode } from './exit-codes.ts';
import { gateTable } from './gate-table.ts';
import { refuse } from './refuse.ts';

interface GateOptions {
  readonly url: URL;
  readonly wait?: number;
  /** The token in it. */
  readonly tokenFile?: string;
  readonly ca?: Buffer;
}

export function defineGate(command: Command): void {
  command
    .addOption(urlOption())
    .addOption(
      new Option(
        '--wait <DURATION>',
        'wait until it passes or fails, at most this long: 90s, 10m, 2h',
      ).argParser(parseDuration),
    )
    .addOption(tokenFileOption())
    .addOption(caOption())
    .addHelpText(
      'after',
      '\nExits with 0 when the gate passes, 1 when it fails, 2 when it is inconclusive, 3 when there is\n' +
        'no verdict, and 64 when the command line is wrong.',
    )
    .action(gate);
}

async function gate({ url, wait = 0, tokenFile, ca }: GateOptions): Promise<void> {
  const { value: token, fault } = findToken(tokenFile);
  if (fault !== null) return refuse(fault, usageExitCode);
  const reply = await awaitVerdict({
    url: new URL('api/gate', url),
    token,
    ca: ca ?? null,
    waitMs: wait,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  report(reply);
}

function report({ value: answer, fault }: GateReply): void {
  if (fault !== null) return refuse(fault.words, refusedExitCode);
  process.stdout.write(gateTable(answer));
  process.exitCode = exitCodes[answer.verdict];
}
