import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Asked, patientAskerOf } from '../../src/cli/ask-api.ts';
import { countedExchanges } from '../../src/cli/replay-report.ts';
import { listen } from '../support/raw-socket.ts';

/** An admin address that gives these answers, one after the other: a status, or JSON. */
async function answering(...answers: readonly (number | object)[]): Promise<Asked> {
  const left = [...answers];
  const server = createServer((_, response) => {
    const answer = left.shift();
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.end(JSON.stringify(answer));
  });
  onTestFinished(() => void server.close());
  return { url: new URL(`http://127.0.0.1:${await listen(server)}/`), token: null, ca: null };
}

const routes = [{ exchanges: 3 }, { exchanges: 4 }];

describe('the exchanges that the control plane of a replay has counted', () => {
  it('are unknown for the moment while it is busy', async () => {
    const asked = await answering(503, routes);
    expect([await countedExchanges(asked), await countedExchanges(asked)]).toEqual([null, 7]);
  });

  it('are unknown for the moment while it cannot be connected to', async () => {
    const url = new URL('http://127.0.0.1:1/');
    expect(await countedExchanges({ url, token: null, ca: null })).toBeNull();
  });

  it('cannot be asked for with a wrong token', async () => {
    await expect(countedExchanges(await answering(401))).rejects.toThrow('the token');
  });
});

describe('a question for the report of a replay', () => {
  it('is repeated while the control plane is busy', async () => {
    const ask = patientAskerOf(await answering(503, 503, routes));
    expect(await ask('api/routes')).toEqual(routes);
  });

  it('is not repeated if it is wrong', async () => {
    const ask = patientAskerOf(await answering(400, routes));
    await expect(ask('api/routes')).rejects.toThrow('/api/routes answers with status 400');
  });
});
