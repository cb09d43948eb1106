import type { Exchange } from '../../vocabulary/exchange.ts';
import { fieldValue, parseRequestHead } from '../../vocabulary/raw-head.ts';
import type { Worlds } from '../walk-modulo.ts';
import type { ContentCodings } from './content-coding.ts';

/** The context that some header fields depend on. */
export interface HeaderContext extends Worlds {
  /** The target that the client requested, as in the request line. */
  readonly target: string;
  /** The deployments' hosts, with a port if it is not the scheme's default. */
  readonly ownHosts: ReadonlySet<string>;
  /** The approximate time of the responses, in milliseconds since the epoch. */
  readonly wallClockMs: number;
  /** Restores a path of the compared deployment to the form that its clients request. */
  readonly restoredPath: (path: string) => string;
  readonly codings: ContentCodings;
  /** Both have text that is compared, each decoded by its own charset. */
  readonly textsCompared: boolean;
}

/** What is known about the contents of one pair's answers. */
export interface PairContents
  extends Worlds, Pick<HeaderContext, 'textsCompared' | 'restoredPath'> {
  readonly codings: Omit<ContentCodings, 'accepted'>;
}

/** @param upstreams the deployments' origins */
export function createHeaderContexts(
  upstreams: readonly string[],
): (exchange: Pick<Exchange, 'request' | 'wallClockMs'>, contents: PairContents) => HeaderContext {
  const upstreamHosts = upstreams.flatMap(hostsOf);
  return ({ request, wallClockMs }, { codings, ...contents }) => {
    const { target, fields } = parseRequestHead(request.head);
    const asked = fieldValue(fields, 'host');
    const askedHosts = asked === undefined ? [] : hostsOf(`http://${asked}`);
    return {
      target,
      ownHosts: new Set([...upstreamHosts, ...askedHosts]),
      wallClockMs,
      ...contents,
      codings: { ...codings, accepted: fieldValue(fields, 'accept-encoding') ?? null },
    };
  };
}

/** A host with and without its port: a deployment behind a load balancer often drops it. */
function hostsOf(origin: string): string[] {
  const url = URL.parse(origin);
  return url === null ? [] : [url.host, url.hostname];
}
