/** Sends one request over TLS through a live plane to a primary with TLS, and prints the answer. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { startLive } from '../support/live-plane.ts';
import { until } from '../support/until.ts';

const [primaryUrl = '', cert = '', key = ''] = process.argv.slice(2);
const live = await startLive(primaryUrl, { tls: { cert, key } });
const client = connect({ port: live.port, host: '127.0.0.1', ca: readFileSync(cert) });
client.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
for await (const chunk of client as AsyncIterable<Buffer>) process.stdout.write(chunk);
await until(() => live.exchanges.length > 0);
process.stdout.write(`\n${live.exchanges.length} exchange`);
await live.drain(0);
