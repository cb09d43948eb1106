/** The real plane with the name of its thread, which fails when a broadcast message asks for it. */
import { BroadcastChannel, threadName } from 'node:worker_threads';

export interface Sabotage {
  readonly plane: string;
  readonly act: SabotageAct;
}

export const sabotageActs = ['throw', 'exit', 'exhaust', 'hang'] as const;

export type SabotageAct = (typeof sabotageActs)[number];

export const sabotageChannel = 'parallax-sabotage';

if (['shadow', 'compare', 'control'].includes(threadName ?? '')) {
  const channel = new BroadcastChannel(sabotageChannel);
  channel.onmessage = (event: unknown) => {
    const { data } = event as { data: Sabotage };
    if (data.plane === threadName) commit(data.act);
  };
  await import(`../../src/${threadName}/worker.ts`);
}

function commit(act: SabotageAct): void {
  switch (act) {
    case 'throw':
      throw new Error('sabotage');
    case 'exit':
      process.exit(1);
      break;
    case 'exhaust':
      for (const all: unknown[] = []; ;) all.push(Array.from({ length: 1000 }, () => 0.5));
    case 'hang':
      for (;;);
  }
}
