import { setTimeout as pause } from 'node:timers/promises';
import { askGate, type GateAnswer, type GateReply } from './ask-gate.ts';

export interface AwaitVerdictOptions {
  readonly url: URL;
  readonly token: string | null;
  readonly ca: Buffer | null;
  /** How long to repeat the request while the verdict is neither pass nor fail; 0 makes one request. */
  readonly waitMs: number;
  /** Called when the open criteria have changed. */
  readonly onProgress: (line: string) => void;
}

const pollMs = 3000;

/** Requests the verdict until it is pass or fail, or the time is over; returns the last reply. */
export async function awaitVerdict(options: AwaitVerdictOptions): Promise<GateReply> {
  const { url, token, ca, waitMs, onProgress } = options;
  const deadline = performance.now() + waitMs;
  let shown = '';
  for (;;) {
    const reply = await askGate(url, { token, ca });
    const leftMs = deadline - performance.now();
    if (isFinal(reply) || leftMs <= 0) return reply;
    const line = reply.fault === null ? waitingFor(reply.value) : reply.fault.words;
    if (line !== shown) onProgress(line);
    shown = line;
    await pause(Math.min(pollMs, leftMs));
  }
}

function isFinal(reply: GateReply): boolean {
  return reply.fault === null ? reply.value.verdict !== 'inconclusive' : reply.fault.lasting;
}

/** Without numbers, because these change all the time. */
function waitingFor({ criteria, epoch }: GateAnswer): string {
  const open = criteria
    .filter(({ result }) => result !== 'pass')
    .map(({ area, criterion }) => (area === null ? criterion : `${area} ${criterion}`));
  const of = epoch === null ? '' : ` of candidate ${epoch.version}`;
  return `inconclusive${of}: waiting for ${open.join(', ')}`;
}
