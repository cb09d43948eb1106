import { get } from 'node:http';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Address, address } from '../config/schema.ts';

/** Less than a container platform waits, so that it gets an answer and need not kill the check. */
const timeoutMs = 2000;

const defaultAdmin = '127.0.0.1:9900';

export function addHealthcheckCommand(program: Command): void {
  program
    .command('healthcheck')
    .description('exit with 0 when a running Parallax answers, else with 1')
    .addOption(
      new Option('--admin <HOST:PORT>', 'its admin address')
        .argParser(parseAddress)
        .default(parseAddress(defaultAdmin), defaultAdmin),
    )
    .action(healthcheck);
}

async function healthcheck({ admin }: { readonly admin: Address }): Promise<void> {
  const fault = await healthFault(admin);
  if (fault === null) return;
  process.stderr.write(`parallax: ${fault}\n`);
  process.exitCode = 1;
}

/** @returns what is wrong, or null */
function healthFault({ host, port }: Address): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/healthz', timeout: timeoutMs }, ({ statusCode }) => {
      resolve(statusCode === 200 ? null : `/healthz answers with status ${statusCode ?? ''}`);
      request.destroy();
    });
    request.on('timeout', () => request.destroy(new Error('/healthz does not answer')));
    request.on('error', ({ message }) => resolve(message));
  });
}

function parseAddress(text: string): Address {
  const { data, error } = address.safeParse(text);
  if (data === undefined) throw new InvalidArgumentError(error?.issues[0]?.message ?? '');
  return data;
}
