/** Why a connection to a deployment failed. */
export const connectFaults = [
  'refused', // nothing listens there
  'timeout', // no answer in time
  'denied', // the mode of its Unix socket forbids it
  'unresolved', // its host name has no address
  'unreachable', // no route leads to its network
  'reset', // the connection was reset while it opened
  'tls', // the TLS handshake failed
  'own_limits', // Parallax has no descriptor, port or memory left
  'other',
] as const;

export type ConnectFault = (typeof connectFaults)[number];

const faultsOfCodes: Readonly<Record<string, ConnectFault>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'unresolved',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  EPROTO: 'tls',
  'unix:ENOENT': 'refused',
  'unix:EAGAIN': 'refused',
  'unix:EACCES': 'denied',
  'unix:EPERM': 'denied',
};

/** @param code of the error with which a connection failed; empty where it has none */
export function connectFaultOf(code: string): ConnectFault {
  const fault = Object.hasOwn(faultsOfCodes, code) ? faultsOfCodes[code] : undefined;
  if (fault !== undefined) return fault;
  if (code.startsWith('EAI_')) return 'unresolved';
  return /CERT|TLS|SSL|SIGNATURE/.test(code) ? 'tls' : 'other';
}

/** Whether a code says that nobody listens: the deployment was stopped, or not started yet. */
export function isNobodyThere(code: string): boolean {
  return code === 'ECONNREFUSED' || code === 'unix:ENOENT';
}

/** A deployment to which the last attempt to connect failed. */
export interface Outage {
  readonly deployment: 'primary' | 'candidate' | 'secondary';
  /** As the config has it. */
  readonly url: string;
  readonly fault: ConnectFault;
  /** Wall clock of the first failed attempt since the last success, milliseconds since the epoch. */
  readonly sinceMs: number;
}

/** Tracks whether the last connection to a deployment succeeded. */
export class OutageState {
  readonly #of: Pick<Outage, 'deployment' | 'url'>;
  readonly #now: () => number;
  #outage: Outage | null = null;

  /** @param now the wall clock */
  constructor(of: Pick<Outage, 'deployment' | 'url'>, now: () => number = Date.now) {
    this.#of = of;
    this.#now = now;
  }

  /** Null if the last attempt succeeded, or if there was none. */
  get outage(): Outage | null {
    return this.#outage;
  }

  failed(fault: ConnectFault): void {
    this.#outage = { ...this.#of, fault, sinceMs: this.#outage?.sinceMs ?? this.#now() };
  }

  connected(): void {
    this.#outage = null;
  }
}
