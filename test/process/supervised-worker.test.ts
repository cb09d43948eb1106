import { afterEach, describe, expect, it } from 'vitest';
import { SupervisedWorker } from '../../src/process/supervised-worker.ts';
import type { PlaneReport } from '../../src/vocabulary/plane-message.ts';
import { memoryLog } from '../support/memory-log.ts';
import { until } from '../support/until.ts';

/** Reports that it is ready, answers heartbeats, and sends a last report when it is asked to stop. */
const sound = `
  const report = (words) => ({ shed: {}, opaque: {}, gauges: { marks: starts, identities: words }, cpuSeconds: 0 });
  const say = (words) => parentPort.postMessage({ kind: 'pong', report: report(words) });
  parentPort.on('message', ({ kind }) => {
    if (kind === 'ping') return say(1);
    if (kind !== 'stop') return;
    say(2);
    process.exit();
  });
  parentPort.postMessage({ kind: 'ready' });
`;
const deaf = `
  const report = { shed: {}, opaque: {}, gauges: { marks: starts }, cpuSeconds: 0 };
  parentPort.on('message', () => parentPort.postMessage({ kind: 'pong', report }));
  parentPort.postMessage({ kind: 'ready' });
`;

/** The first `faults` starts end in this way, and those after it are sound. */
function entry(fault: string, faults: number): URL {
  const code = `
    import { parentPort, workerData } from 'node:worker_threads';
    const starts = Atomics.add(new Int32Array(workerData), 0, 1) + 1;
    if (starts <= ${faults}) { ${fault} } else { ${sound} }
  `;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

const workers: SupervisedWorker[] = [];

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

/** Not to be run out of. */
const endless = 1e9;

function supervise(fault: string, faults = 1, patience = { cpuMs: 50, beats: endless }) {
  const { log, lines } = memoryLog();
  const reports: PlaneReport[] = [];
  const exits: (Error | null)[] = [];
  /** Starts of the worker, and heartbeats. */
  const cells = new Int32Array(new SharedArrayBuffer(8));
  let marksForgotten = 0;
  const worker = new SupervisedWorker({
    name: 'under-test',
    entry: entry(fault, faults),
    workerData: () => cells.buffer,
    resourceLimits: { maxOldGenerationSizeMb: 16 },
    log,
    beatMs: 250,
    patience,
    onSpawn: () => undefined,
    onReady: () => undefined,
    onReport: (report) => reports.push(report),
    onReplay: () => undefined,
    onForgetMarks: () => (marksForgotten += 1),
    onReload: () => undefined,
    onTenureTaken: () => undefined,
    onCommitted: () => undefined,
    onSaved: () => undefined,
    onFenced: () => undefined,
    onAnswered: () => undefined,
    onSendAsked: () => undefined,
    onEffects: () => undefined,
    onConfigured: () => undefined,
    onExit: (error) => exits.push(error),
  });
  workers.push(worker);
  worker.start();
  const beat = (): void => {
    worker.beat();
    Atomics.add(cells, 1, 1);
  };
  /** The pace of a supervisor; a quicker one is impatient. */
  const beatUntil = async (condition: () => boolean, paceMs = 250): Promise<void> => {
    const beating = setInterval(beat, paceMs);
    beat();
    await until(condition);
    clearInterval(beating);
  };
  return { reports, exits, lines, beatUntil, marksForgotten: () => marksForgotten };
}

describe('a failed worker is restarted', () => {
  it.each([
    ['throws', `throw new Error('at once')`],
    ['rejects', `Promise.reject(new Error('in vain'))`],
    ['exits', `process.exit(3)`],
    ['runs out of memory', `const all = []; for (;;) all.push(new Array(1000).fill(0.5));`],
  ])('if it %s', async (_, fault) => {
    const { reports, exits, beatUntil } = supervise(fault);
    await beatUntil(() => reports.at(-1)?.gauges.marks === 2);
    expect(exits).toHaveLength(1);
  });

  it('if it never answers', async () => {
    const { reports, exits, beatUntil } = supervise(`for (;;);`);
    await beatUntil(() => reports.length > 0, 5);
    expect(exits[0]?.message).toBe('it stopped answering');
  });

  it('after increasing pauses', async () => {
    const { reports, lines, beatUntil } = supervise(`throw new Error('again')`, 3);
    await beatUntil(() => reports.length > 0);
    expect(lines.map(({ pauseMs }) => pauseMs)).toEqual([100, 200, 400]);
  });

  it('without a log of its error message, which may quote a body', async () => {
    const { exits, lines, beatUntil } = supervise(
      `throw new Error('sec' + 'ret\\n    at sec' + 'ret')`,
    );
    await beatUntil(() => exits.length > 0);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });
});

/** Takes such steps for 200 heartbeats, and then is sound. */
function busy(step: string): string {
  return `
    const cells = new Int32Array(workerData);
    let progress;
    parentPort.once('message', (message) => {
      progress = new Int32Array(message.progress);
      parentPort.postMessage({ kind: 'ready' });
      while (Atomics.load(cells, 1) < 200) ${step};
      ${sound}
    });
  `;
}

describe('a worker that answers late', () => {
  it('continues while it makes progress', async () => {
    const { reports, exits, beatUntil } = supervise(busy('Atomics.add(progress, 0, 1)'));
    await beatUntil(() => reports.length > 0, 5);
    expect(exits).toEqual([]);
  });

  it('is restarted if it makes no progress', async () => {
    const { reports, exits, beatUntil } = supervise(busy(''));
    await beatUntil(() => reports.length > 0, 5);
    expect(exits[0]?.message).toBe('it stopped answering');
  });

  it('continues while it gets hardly any CPU time', async () => {
    const patience = { cpuMs: 500, beats: endless };
    const { reports, exits, beatUntil } = supervise(
      busy('Atomics.wait(progress, 0, 0, 20)'),
      1,
      patience,
    );
    await beatUntil(() => reports.length > 0, 5);
    expect(exits).toEqual([]);
  });

  it('is restarted if it waits for ever without CPU time', async () => {
    const patience = { cpuMs: endless, beats: 100 };
    const { reports, exits, beatUntil } = supervise(
      busy('Atomics.wait(progress, 0, 0)'),
      1,
      patience,
    );
    await beatUntil(() => reports.length > 0, 5);
    expect(exits[0]?.message).toBe('it stopped answering');
  });
});

describe('a worker that was stopped', () => {
  it('stays stopped', async () => {
    const { reports, exits, beatUntil } = supervise('', 0);
    await beatUntil(() => reports.length > 0);
    await workers[0]!.stop();
    expect(workers[0]!.running).toBe(false);
    expect(exits).toEqual([]);
  });

  it('has sent its last report', async () => {
    const { reports, beatUntil } = supervise('', 0);
    await beatUntil(() => reports.length > 0);
    await workers[0]!.stop();
    expect(reports.at(-1)?.gauges.identities).toBe(2);
  });

  it('is terminated if it does not end by itself', async () => {
    const { reports, beatUntil } = supervise(deaf);
    await beatUntil(() => reports.length > 0);
    await workers[0]!.stop();
    expect(workers[0]!.running).toBe(false);
  });
});

describe('a running worker', () => {
  it('can make the shadow plane clear its marks', async () => {
    const { marksForgotten, beatUntil } = supervise(
      `parentPort.postMessage({ kind: 'forget-marks' });`,
    );
    await beatUntil(() => marksForgotten() > 0);
    expect(marksForgotten()).toBe(1);
  });
});
