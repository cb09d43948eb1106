import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import { usageExitCode } from './exit-codes.ts';
import { initialConfig } from './initial-config.ts';
import { probe, probeWords } from './probe.ts';
import { refuse, refuseOrThrow } from './refuse.ts';
import { reportFaults } from './report-faults.ts';

interface InitOptions {
  readonly primary: string;
  readonly candidate: string;
  readonly output: string;
  readonly force?: true;
}

export function defineInit(command: Command): void {
  command
    .requiredOption('--primary <URL>', 'the deployment that answers clients today')
    .requiredOption('--candidate <URL>', 'the deployment under test')
    .option('--output <FILE>', 'the file to write', 'parallax.yaml')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', '\nSends GET / to both deployments, and prints what it found.')
    .action(init);
}

async function init({ output, force, ...urls }: InitOptions): Promise<void> {
  const isForced = force === true;
  const { config, faults } = loadConfig({ flags: urls });
  if (faults !== null) {
    reportFaults(faults);
    return;
  }
  const existsWords = `${output} exists: write --force to replace it`;
  if (!isForced && existsSync(output)) return refuse(existsWords, usageExitCode);
  const { primary, candidate } = config;
  const [ofPrimary, ofCandidate] = await Promise.all([probe(primary.url), probe(candidate.url)]);
  const text = initialConfig({
    primary: primary.url,
    candidate: candidate.url,
    versionHeader: ofCandidate.value?.versionHeader ?? null,
  });
  try {
    // The file may have been created meanwhile.
    writeFileSync(output, text, { flag: isForced ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      return refuse(existsWords, usageExitCode);
    return refuseOrThrow(error, 1);
  }
  process.stdout.write(
    [
      `primary    ${primary.url}  ${probeWords(ofPrimary)}`,
      `candidate  ${candidate.url}  ${probeWords(ofCandidate)}`,
      `Wrote ${output}. Next: parallax run --config ${output}`,
      '',
    ].join('\n'),
  );
}
