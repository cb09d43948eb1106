import { Presets, SingleBar } from 'cli-progress';
import type { Played } from '../playback/playback.ts';
import { formatCount } from '../vocabulary/format.ts';

interface ReplayProgress {
  stop(): void;
}

const barEveryMs = 200;
const lineEveryMs = 10_000;

/** A bar on a terminal; elsewhere a line now and then. Both on standard error. */
export function showReplayProgress(played: Readonly<Played>, adminAddress: string): ReplayProgress {
  process.stderr.write(`Pages: http://${adminAddress}/\n`);
  return process.stderr.isTTY ? showBar(played) : showLines(played);
}

function showBar(played: Readonly<Played>): ReplayProgress {
  const format = 'Replay {bar} {percentage} %, {exchanges} exchanges, {eta_formatted} left';
  const bar = new SingleBar({ format, clearOnComplete: false }, Presets.shades_classic);
  const show = (): void =>
    bar.update(Math.round(played.share * 1000), { exchanges: formatCount(played.delivered) });
  bar.start(1000, 0, { exchanges: '0' });
  const timer = setInterval(show, barEveryMs);
  return {
    stop() {
      clearInterval(timer);
      show();
      bar.stop();
    },
  };
}

function showLines(played: Readonly<Played>): ReplayProgress {
  const timer = setInterval(() => {
    const { delivered, share } = played;
    process.stderr.write(
      `Replay: ${formatCount(delivered)} exchanges, ${Math.floor(share * 100)} %\n`,
    );
  }, lineEveryMs);
  return { stop: () => clearInterval(timer) };
}
