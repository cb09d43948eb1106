import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Child, type JsonLine, startChild } from './child.ts';

export interface ParallaxOptions {
  readonly primary: string;
  readonly candidate: string;
  readonly signal: AbortSignal;
  /** Told what a person should know, in a sentence. */
  readonly onNotice: (sentence: string) => void;
}

/** `HOST:PORT` each. */
export interface ParallaxAddresses {
  readonly listen: string;
  readonly admin: string;
}

const root = join(import.meta.dirname, '../../..');
const configFile = join(root, 'config/demo.yaml');
const anyPort = '127.0.0.1:0';

/** Starts Parallax between the two deployments, as anybody would: as a process, with a config. */
export async function startParallax(options: ParallaxOptions): Promise<Child<ParallaxAddresses>> {
  const { primary, candidate, signal, onNotice } = options;
  const args = ['--primary', primary, '--candidate', candidate];
  const wanted = parse(readFileSync(configFile, 'utf8')) as ParallaxAddresses;
  for (const flag of ['listen', 'admin'] as const) {
    if (await isFree(wanted[flag])) continue;
    onNotice(`${wanted[flag]} is taken, so Parallax takes another port (${flag}).`);
    args.push(`--${flag}`, anyPort);
  }
  return startChild({
    name: 'Parallax',
    args: [join(root, 'src/main.ts'), 'run', '--config', configFile, ...args],
    signal,
    readReady: readAddresses,
    onLine: (line) => {
      const problem = readProblem(line);
      if (problem !== null && !signal.aborted) onNotice(`Parallax says: ${problem}.`);
    },
  });
}

const warnLevel = 40;

function readAddresses({ msg, listen, admin }: JsonLine): ParallaxAddresses | null {
  if (msg !== 'serving' || typeof listen !== 'string' || typeof admin !== 'string') return null;
  return { listen, admin };
}

function readProblem({ level, msg }: JsonLine): string | null {
  return typeof level === 'number' && level >= warnLevel ? String(msg) : null;
}

async function isFree(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  const server = createServer().listen(Number(port), host);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
