import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { Provider } from 'oidc-provider';

// A thread has modules of its own, and with them the storage that they keep in memory.
const enabled = { enabled: true };
const provider = new Provider('http://issuer.test', {
  features: {
    registration: enabled,
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
    clientCredentials: enabled,
    introspection: enabled,
    revocation: enabled,
    deviceFlow: enabled,
    pushedAuthorizationRequests: enabled,
    devInteractions: enabled,
  },
  cookies: { keys: ['signs cookies, and is the same everywhere'] },
});

const server = createServer(provider.callback()).listen(0, '127.0.0.1');
await once(server, 'listening');
parentPort?.postMessage((server.address() as AddressInfo).port);
