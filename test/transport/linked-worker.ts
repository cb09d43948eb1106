/** A plane of nothing but its link: says what its supervisor sent it, on the ports it was sent. */
import { getPriority } from 'node:os';
import { linkToSupervisor, workerSetup } from '../../src/transport/worker-link.ts';
import { Tally } from '../../src/vocabulary/tally.ts';

const tally = new Tally();
tally.shed('aborted', 2);
linkToSupervisor(
  {
    tally,
    onInput: (port) => port.postMessage(`input of ${workerSetup().instance}`),
    onOutput: (port) => port.postMessage('output'),
    onTotals: (totals) => tally.gauge('live_is_draining', () => Number(totals.live === 'draining')),
  },
  '127.0.0.1:1',
);
tally.gauge('niceness', () => getPriority());
