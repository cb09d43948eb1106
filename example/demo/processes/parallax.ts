import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { formatFault } from '../../../src/config/fault.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { Address, Config } from '../../../src/config/schema.ts';
import type { RunningProcess } from '../../../src/process/running-process.ts';
import { startProcess } from '../../../src/process/start.ts';

export interface ParallaxOptions {
  /** The config; that of the demo if left out. */
  readonly file?: string;
  /** The URLs of the deployments. */
  readonly primary: string;
  readonly candidate: string;
  readonly secondary?: string;
  /** Where the metrics of each deployment are. */
  readonly 'primary-metrics'?: string;
  readonly 'candidate-metrics'?: string;
  /** Called with what a person should know, in a sentence. */
  readonly onNotice?: (sentence: string) => void;
}

const demoConfig = join(import.meta.dirname, '../../../config/demo.yaml');

/** Starts Parallax in this process, between the deployments. */
export async function startParallax({
  file = demoConfig,
  onNotice = () => undefined,
  ...urls
}: ParallaxOptions): Promise<RunningProcess> {
  const config = readConfig(file, urls);
  return startProcess({
    ...config,
    listen: 'socket' in config.listen ? config.listen : await freeAddress(config.listen, onNotice),
    admin: { ...config.admin, listen: await freeAddress(config.admin.listen, onNotice) },
  });
}

function readConfig(file: string, flags: Readonly<Record<string, string>>): Config {
  const { config, faults } = loadConfig({ file, flags });
  if (config === null) throw new Error(faults.map(formatFault).join('\n'));
  return config;
}

/** The same address, with any free port where its own is taken. */
async function freeAddress(
  wanted: Address,
  onNotice: (sentence: string) => void,
): Promise<Address> {
  if (await isFree(wanted)) return wanted;
  onNotice(`${wanted.host}:${wanted.port} is taken, so Parallax takes another port.`);
  return { ...wanted, port: 0 };
}

async function isFree({ host, port }: Address): Promise<boolean> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
