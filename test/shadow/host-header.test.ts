import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../support/raw-socket.ts';
import { mirrorToUrl } from './raw-candidate.ts';
import { answerOf } from './shadow-under-test.ts';

/** The Host that the candidate gets, and the candidate's address. */
async function hostSeen(
  fields: readonly string[],
  candidate: Record<string, unknown> = {},
): Promise<{ host: string; candidateAddress: string }> {
  // Answers with the Host that it got, or with a note that there was none.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    response.end(request.headersDistinct['host']?.join(' and ') ?? 'none');
  });
  const candidateAddress = `127.0.0.1:${await listen(server)}`;
  onTestFinished(() => void server.close());
  const shadow = mirrorToUrl(`http://${candidateAddress}`, { candidate });
  const { body: host } = answerOf(await shadow.mirror({ fields }));
  return { host, candidateAddress };
}

describe('the Host that the candidate sees', () => {
  it('is the one that the client sent', async () => {
    const { host } = await hostSeen(['Host', 'client.example:8443', 'X-A', '1']);
    expect(host).toBe('client.example:8443');
  });

  it("is the candidate's own if the config says so", async () => {
    const fields = ['Host', 'client.example', 'X-A', '1'];
    const { host, candidateAddress } = await hostSeen(fields, { hostHeader: 'upstream' });
    expect(host).toBe(candidateAddress);
  });

  it('is missing if an HTTP/1.0 client sent none', async () => {
    const { host } = await hostSeen(['X-A', '1']);
    expect(host).toBe('none');
  });
});
