import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { BenchOptions } from './options.ts';
import { printResults, type Result } from './result-table.ts';
import { compareBodies } from './sections/compare.ts';
import { control } from './sections/control.ts';
import { whilePagesAreHammered } from './sections/hammered-pages.ts';
import { withEverythingWatched } from './sections/everything-watched.ts';
import { hubThroughput } from './sections/hub.ts';
import { identityTranslation } from './sections/identity.ts';
import { memory } from './sections/memory.ts';
import { againstNginxMirror } from './sections/nginx-mirror.ts';
import { againstNginxProxy } from './sections/nginx-proxy.ts';
import { underOpenLoad } from './sections/open-load.ts';
import { orderOfSessions } from './sections/order.ts';
import { pages } from './sections/pages.ts';
import { withSickCandidates } from './sections/sick-candidate.ts';
import { tapBesideNginx } from './sections/tap.ts';
import { timesOfTwins } from './sections/times.ts';
import { verifyPeers } from './verify.ts';

/** Each prints its own table; all figures are of this run and this machine alone. */
const sections: Readonly<
  Record<string, { title: string; run: (options: BenchOptions) => Promise<Result[]> }>
> = {
  open: { title: 'Load at fixed rates, everything mirrored and compared', run: underOpenLoad },
  mirror: { title: 'Mirroring and comparing everything', run: againstNginxMirror },
  times: { title: 'The times of two equal deployments', run: timesOfTwins },
  proxy: { title: 'The live plane alone', run: againstNginxProxy },
  watched: { title: 'Server-Timing, metrics and databases watched', run: withEverythingWatched },
  sick: { title: 'A candidate that fails', run: withSickCandidates },
  order: { title: 'Causal order of independent sessions', run: orderOfSessions },
  compare: { title: 'Comparing bodies', run: compareBodies },
  identity: { title: 'Identity translation', run: identityTranslation },
  control: { title: 'The control plane', run: control },
  pages: { title: 'The pages, with 100,000 kept exchanges of 500 routes', run: pages },
  hammered: { title: 'Somebody who reloads the pages all the time', run: whilePagesAreHammered },
  tap: { title: 'A tap of a fleet beside nginx', run: tapBesideNginx },
  hub: { title: 'A hub of a fleet that works through a backlog', run: hubThroughput },
  memory: { title: 'Memory', run: memory },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
  },
});
const options = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
if (availableParallelism() < 2) throw new Error('the bench needs two cores');

process.stdout.write(
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; what is measured has core 0, ` +
    `load and upstreams have core 1; ${options.rounds} rounds of ${options.seconds} s, in turn\n`,
);
await verifyPeers();
for (const name of positionals.length > 0 ? positionals : Object.keys(sections)) {
  const section = sections[name];
  if (section === undefined) throw new Error(`sections: ${Object.keys(sections).join(', ')}`);
  printResults(section.title, await section.run(options));
}
