/** A plane that contains only its link, and reports the messages and ports from its supervisor. */
import { getPriority } from 'node:os';
import { linkToSupervisor, workerSetup } from '../../src/transport/worker-link.ts';
import { Tally } from '../../src/vocabulary/tally.ts';

/** The received messages, reported under names of unrelated gauges. */
const tally = new Tally();
let forgotten = 0;
tally.gauge('marks', () => forgotten);
tally.shed('aborted', 2);
linkToSupervisor(
  {
    tally,
    keepsPriority: workerSetup().instance === 'keeps its priority',
    onInput: (port) => port.postMessage(`input of ${workerSetup().instance}`),
    onLinked: ({ forgetMarks, replay }) => {
      if (workerSetup().instance === 'asks') {
        forgetMarks();
        replay({ number: 1, tenure: 0, head: new Uint8Array(0) });
      }
    },
    onOutput: (port) => port.postMessage('output'),
    onForgetMarks: () => {
      forgotten += 1;
    },
    onTotals: (totals) => tally.gauge('held_writes', () => Number(totals.live === 'draining')),
  },
  '127.0.0.1:1',
);
tally.gauge('connections', () => getPriority());
