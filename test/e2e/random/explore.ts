import { chanceAt, run, type Step } from './random-run.ts';
import { troubles, losses, isWrite } from './troubles.ts';
const [mode = 'equal', from = '1', to = '5'] = process.argv.slice(2);
const short = (a: string, b: string) => {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i > 150 ? a.slice(0, 40) + '…' + a.slice(Math.max(0, i - 100), i + 160) : a.slice(0, 300);
};
const show = (s: Step) =>
  `  step ${s.step} ${s.primary.asked.method} ${s.primary.asked.url.pathname} | ${s.outcome}/${s.reason} of ${s.cascadeOf} trouble=${s.trouble} left=${s.hasLeft}\n     P ${short(s.primary.canonical, s.candidate?.canonical ?? '')}\n     C ${short(s.candidate?.canonical ?? '', s.primary.canonical)} ${JSON.stringify(s.differences).slice(0, 200)}`;
const totals: Record<string, number> = {};
for (let seed = Number(from); seed <= Number(to); seed++) {
  const troubleAt =
    (rate: number, only = troubles) =>
    (step: number) =>
      chanceAt(seed, step, 'trouble') < rate
        ? only[Math.floor(chanceAt(seed, step, 'kind') * only.length)]!
        : null;
  const leavingAt = (rate: number) => (step: number) =>
    chanceAt(seed, step, 'leave') < rate
      ? chanceAt(seed, step, 'how') < 0.5
        ? ('before' as const)
        : ('amid' as const)
      : null;
  const base = { seed, clients: 4, steps: 60 };
  const o = {
    plain: { ...base, useSecrets: true },
    equal: { ...base, areConcurrent: true },
    aborts: { ...base, useSecrets: true, leavingAt: leavingAt(0.03) },
    both: { ...base, useSecrets: true, areConcurrent: true, leavingAt: leavingAt(0.03) },
    sample: {
      ...base,
      useSecrets: true,
      settings: { mirror: { methods: 'all', sample: 0.6, sampleBy: 'authorization' } },
    },
    sampleraces: {
      ...base,
      areConcurrent: true,
      useSecrets: true,
      settings: { mirror: { methods: 'all', sample: 0.6, sampleBy: 'authorization' } },
    },
    wrong: { ...base, troubleAt: troubleAt(0.04, troubles.filter((t) => !losses.has(t)) as never) },
    trouble: { ...base, troubleAt: troubleAt(0.04) },
    troubleraces: { ...base, areConcurrent: true, troubleAt: troubleAt(0.04) },
    all: { ...base, areConcurrent: true, troubleAt: troubleAt(0.04), leavingAt: leavingAt(0.02) },
  }[mode]!;
  const t = Date.now();
  const { steps, outcomes } = await run(o as never);
  for (const [k, v] of Object.entries(outcomes)) totals[k] = (totals[k] ?? 0) + v;
  console.log(`seed ${seed} ${Date.now() - t} ms ${JSON.stringify(outcomes)}`);
  const byStep = new Map(steps.map((s) => [s.step, s]));
  for (const s of steps) {
    const same = s.candidate?.canonical === s.primary.canonical;
    const bad: string[] = [];
    if (s.candidate === null || s.hasLeft) {
      if (s.outcome !== 'skipped' && s.primary.honest.body !== undefined) bad.push('not skipped');
      if (s.candidate === null && s.hasLeft && isWrite(s.primary.asked))
        bad.push('abort unmirrored');
    } else if (s.trouble === null && same && s.outcome !== 'match') bad.push('equal but no match');
    else if (s.trouble === null && !same && !['cascade', 'racy', 'match'].includes(s.outcome))
      bad.push('differs unexplained');
    else if (s.trouble === null && !same && s.outcome === 'match' && !mode.startsWith('sample'))
      bad.push('differs but match');
    else if (s.trouble !== null && !['mismatch', 'candidate_error'].includes(s.outcome))
      bad.push('injected but ' + s.outcome);
    if (s.cascadeOf !== null) {
      const c = byStep.get(s.cascadeOf);
      if (c === undefined) {
        if (!mode.startsWith('sample')) bad.push('cause unknown');
      } else if (!(c.trouble !== null && losses.has(c.trouble) && isWrite(c.primary.asked)))
        bad.push('cause not a loss: ' + show(c));
      else if (steps.indexOf(c) > steps.indexOf(s)) bad.push('cause later');
    }
    if (bad.length) console.log(bad.join(', ') + '\n' + show(s));
  }
}
console.log(JSON.stringify(totals));
process.exit(0);
