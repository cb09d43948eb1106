import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  advance(): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere a line for every tenth of the way. */
export function showProgress(label: string, total: number): Progress {
  return process.stdout.isTTY ? showBar(label, total) : showLines(label, total);
}

function showBar(label: string, total: number): Progress {
  const format = `${label} {bar} {value}/{total}, {eta_formatted} left`;
  const bar = new SingleBar({ format }, Presets.shades_classic);
  bar.start(total, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}

function showLines(label: string, total: number): Progress {
  let done = 0;
  return {
    advance: () => {
      done += 1;
      const isTenth = Math.floor((done * 10) / total) > Math.floor(((done - 1) * 10) / total);
      if (isTenth) console.log(`${label} ${done}/${total}`);
    },
    stop: () => {},
  };
}
