import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** Whether a network namespace can be created here: that needs root, and `ip` of iproute2. */
export function hasNetworkNamespaces(): boolean {
  return userInfo().uid === 0 && canMake();
}

/** A network of its own, with a wire to each of some addresses of this machine. */
export interface NetworkNamespace extends Disposable {
  /** A command that runs a program in it. */
  readonly within: readonly string[];
  /** The address of the namespace itself, at which this machine reaches it. */
  readonly address: string;
  /** Addresses of this machine, by the state of the machine behind them; each has its own virtual cable. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Blocks all traffic on the cable from now on, in both directions, without notice to either end. */
  cut(host: string): void;
  mend(host: string): void;
}

/**
 * Makes one. The addresses are of 198.18.0.0/15, which is for tests of networks (RFC 2544).
 *
 * @param names what is to be reached from it: the first one is how this machine reaches the namespace
 */
export function makeNetworkNamespace(names: readonly string[]): NetworkNamespace {
  const name = `plx${process.pid}`;
  const wires = new Map(names.map((host, at) => [host, wireOf(name, at)]));
  ip('netns', 'add', name);
  ipIn(name, 'link', 'set', 'lo', 'up');
  for (const { outer, inner, host, near, far } of wires.values()) {
    ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name);
    ip('addr', 'add', `${near}/30`, 'dev', outer);
    ip('link', 'set', outer, 'up');
    ipIn(name, 'addr', 'add', `${far}/30`, 'dev', inner);
    ipIn(name, 'link', 'set', inner, 'up');
    // On the loopback device, this machine reaches it whether the wire is cut or not.
    ip('addr', 'add', `${host}/32`, 'dev', 'lo');
    ipIn(name, 'route', 'add', `${host}/32`, 'via', near);
  }
  const [first] = wires.values();
  return {
    within: ['ip', 'netns', 'exec', name],
    address: first?.far ?? '',
    hosts: Object.fromEntries([...wires].map(([host, wire]) => [host, wire.host])),
    cut: (host) => ip('link', 'set', wires.get(host)?.outer ?? '', 'down'),
    mend: (host) => ip('link', 'set', wires.get(host)?.outer ?? '', 'up'),
    [Symbol.dispose]() {
      for (const { outer, host } of wires.values()) {
        ip('addr', 'del', `${host}/32`, 'dev', 'lo');
        ip('link', 'del', outer);
      }
      ip('netns', 'del', name);
    },
  };
}

interface Wire {
  /** Names of its ends, on this machine and in the namespace. */
  readonly outer: string;
  readonly inner: string;
  /** Addresses of its ends. */
  readonly near: string;
  readonly far: string;
  /** What is reached by it. */
  readonly host: string;
}

function wireOf(name: string, at: number): Wire {
  return {
    outer: `${name}-${at}`,
    inner: `eth${at}`,
    near: `198.18.${at}.1`,
    far: `198.18.${at}.2`,
    host: `198.19.${at}.1`,
  };
}

function canMake(): boolean {
  const name = `plx${process.pid}-probe`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'del', name);
    return true;
  } catch {
    return false;
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function ipIn(name: string, ...args: readonly string[]): void {
  ip('-n', name, ...args);
}
