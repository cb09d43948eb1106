import { describe, expect, it } from 'vitest';
import { Silence } from '../../src/process/silence.ts';

const patience = { cpuMs: 5_000, beats: 480 };
const beatMs = 250;

/** The request was read. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** The number of heartbeats in a silence of a thread that gets this CPU time per heartbeat. */
async function beatsOf(cpuMsEach: number): Promise<number> {
  let used = 1_000;
  const silence = new Silence({ cpuMs: async () => used, beatMs });
  let beats = 0;
  while (!silence.isOver(patience)) {
    silence.beat();
    await turn();
    beats += 1;
    used += cpuMsEach;
  }
  return beats;
}

describe('the silence of a thread', () => {
  it('is over the limit after 5 s for a thread with its own core', async () => {
    expect(await beatsOf(250)).toBe(22);
  });

  it('may be ten times as long on a machine with ten times the load', async () => {
    expect(await beatsOf(25)).toBe(202);
  });

  it('is over the limit after two minutes, however little CPU time the thread got', async () => {
    expect(await beatsOf(1)).toBe(481);
  });

  it('is over the limit after two minutes if the thread does not report its CPU time', async () => {
    const silence = new Silence({ cpuMs: () => new Promise(() => undefined), beatMs });
    for (let beat = 0; beat < 480; beat += 1) silence.beat();
    await turn();
    expect(silence.isOver(patience)).toBe(false);
    silence.beat();
    expect(silence.isOver(patience)).toBe(true);
  });

  it('counts heartbeats as CPU time if that cannot be read', async () => {
    const silence = new Silence({ cpuMs: () => Promise.reject(new Error('no such call')), beatMs });
    for (let beat = 0; beat < 20; beat += 1) {
      silence.beat();
      await turn();
    }
    expect(silence.isOver(patience)).toBe(false);
    silence.beat();
    await turn();
    expect(silence.isOver(patience)).toBe(true);
  });

  it('is not over the limit because the thread does not run yet', async () => {
    const silence = new Silence({ cpuMs: async () => null, beatMs });
    for (let beat = 0; beat < 480; beat += 1) {
      silence.beat();
      await turn();
    }
    expect(silence.isOver(patience)).toBe(false);
  });

  it('does not include CPU time before its start', async () => {
    let used = 0;
    const silence = new Silence({ cpuMs: async () => used, beatMs });
    for (let beat = 0; beat < 100; beat += 1) {
      used += 1_000;
      silence.beat();
      await turn();
      silence.end();
    }
    expect(silence.isOver(patience)).toBe(false);
  });

  it('is not ended by an answer to the previous heartbeat', async () => {
    const answers: ((cpuMs: number) => void)[] = [];
    const cpuMs = (): Promise<number> => new Promise((resolve) => answers.push(resolve));
    const silence = new Silence({ cpuMs, beatMs });
    silence.beat();
    silence.end();
    silence.beat();
    answers[0]?.(0);
    await turn();
    silence.beat();
    answers[1]?.(100_000);
    await turn();
    expect(silence.isOver(patience)).toBe(false);
  });
});
