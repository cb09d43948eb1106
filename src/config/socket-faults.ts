import { z } from 'zod';
import { isSocketText } from './unix-socket.ts';

/** Takes values that other rules may have refused. */
const withListen = z.object({
  listen: z.object({ socket: z.string() }),
  tls: z.object({}),
});
const upstream = z
  .object({ url: z.string(), tls: z.object({}) })
  .optional()
  .catch(undefined);
const withUpstreams = z.object({ primary: upstream, candidate: upstream, secondary: upstream });

/** Faults in keys that have no meaning for a Unix socket. */
export function socketFaults(
  config: unknown,
): readonly { readonly path: string[]; readonly message: string }[] {
  const faults: { path: string[]; message: string }[] = [];
  if (withListen.safeParse(config).success) {
    const message = 'Unix sockets have no TLS: remove tls, or listen on HOST:PORT';
    faults.push({ path: ['tls'], message });
  }
  for (const [name, deployment] of Object.entries(withUpstreams.safeParse(config).data ?? {})) {
    if (deployment === undefined || !isSocketText(deployment.url)) continue;
    const message = 'Unix sockets have no TLS: remove tls, or write an https:// url';
    faults.push({ path: [name, 'tls'], message });
  }
  return faults;
}
