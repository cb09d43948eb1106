import { describe, expect, it, onTestFinished } from 'vitest';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { ok } from './raw-candidate.ts';
import { startShadow } from './shadow-under-test.ts';

/** A shadow plane of a hub, in front of a candidate that answers when it may. */
async function hubShadow({ answers = true } = {}) {
  const targets: string[] = [];
  const { port, close } = await rawServer((socket) => {
    socket.on('data', (request: Buffer) => {
      targets.push(request.toString('latin1').split(' ')[1] ?? '');
      if (answers) socket.write(ok);
    });
  });
  onTestFinished(close);
  const hub = { owner: 'aaaaaaaa', tenures: [] };
  const shadow = startShadow(`http://127.0.0.1:${port}`, {}, undefined, { hub });
  onTestFinished(() => shadow.close());
  return { shadow, targets, exchange: exchangesFrom() };
}

describe('the shadow plane of a hub', () => {
  it('mirrors exchanges of current tenures, and drops others', async () => {
    const { shadow, exchange } = await hubShadow();
    shadow.beginTenure(1);
    shadow.send(exchange({ target: '/theirs' }, { tenure: 2 }));
    shadow.send(exchange({ target: '/ours' }, { tenure: 1 }));
    await until(() => shadow.pairs.length === 1);
    expect(shadow.pairs.map(({ exchange: { tenure } }) => tenure)).toEqual([1]);
  });

  it('passes on nothing of an ended tenure, whether waiting or in flight', async () => {
    const { shadow, targets, exchange } = await hubShadow({ answers: false });
    shadow.beginTenure(1);
    shadow.send(exchange({ method: 'POST', target: '/things' }, { tenure: 1 }));
    shadow.send(exchange({ target: '/things/1' }, { tenure: 1 }));
    await until(() => targets.length === 1 && shadow.report().gauges.mirror_queue === 1);
    shadow.endTenure(1);
    await until(() => shadow.heldBytes === 0);
    expect([targets, shadow.pairs, shadow.report().shed]).toEqual([['/things'], [], {}]);
  });

  it('does not wait for writes of another tenure', async () => {
    const { shadow, targets, exchange } = await hubShadow({ answers: false });
    for (const tenure of [1, 2]) shadow.beginTenure(tenure);
    shadow.send(exchange({ method: 'POST', target: '/things' }, { tenure: 1 }));
    shadow.send(exchange({ target: '/things' }, { tenure: 2 }));
    await until(() => targets.length === 2);
    expect(targets).toEqual(['/things', '/things']);
  });
});
