import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseHostAndPort } from '../config/listen-address.ts';
import { askAdmin, caOption } from './ask-admin.ts';
import { refuse } from './refuse.ts';

/** Less than a container platform waits, so that it gets an answer and need not kill the check. */
const timeoutMs = 2000;

const defaultAdmin = '127.0.0.1:9900';

interface HealthcheckOptions {
  readonly admin: URL;
  readonly ca?: Buffer;
}

export function defineHealthcheck(command: Command): void {
  command
    .addOption(
      new Option('--admin <HOST:PORT>', 'its admin address; https://HOST:PORT if it speaks TLS')
        .argParser(parseAddress)
        .default(parseAddress(defaultAdmin), defaultAdmin),
    )
    .addOption(caOption())
    .action(healthcheck);
}

async function healthcheck(options: HealthcheckOptions): Promise<void> {
  const fault = await healthFault(options);
  if (fault !== null) refuse(fault, 1);
}

/** @returns what is wrong, or null */
async function healthFault({ admin, ca }: HealthcheckOptions): Promise<string | null> {
  try {
    const asked = { token: null, ca: ca ?? null, timeoutMs };
    const { status } = await askAdmin(new URL('/healthz', admin), asked);
    return status === 200 ? null : `/healthz answered with status ${status}`;
  } catch (error) {
    if (!(error instanceof Error)) return 'the request failed';
    return error.name === 'TimeoutError' ? '/healthz does not answer' : error.message;
  }
}

function parseAddress(text: string): URL {
  const [, scheme = 'http://', rest = ''] = /^(https?:\/\/)?(.*?)\/?$/.exec(text) ?? [];
  const { fault } = parseHostAndPort(rest);
  if (fault !== null) throw new InvalidArgumentError(fault);
  return new URL(`${scheme}${rest}`);
}
