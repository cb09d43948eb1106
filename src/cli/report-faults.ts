import { type ConfigFault, formatFault } from '../config/fault.ts';

/** Writes every fault of a config on a line of its own, and makes the process exit with 2. */
export function reportFaults(faults: readonly ConfigFault[]): void {
  process.stderr.write(`${faults.map(formatFault).join('\n')}\n`);
  process.exitCode = 2;
}
