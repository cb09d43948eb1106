import { type ConfigFault, formatFault } from '../config/fault.ts';
import { usageExitCode } from './exit-codes.ts';

/** Writes every fault of a config or plan on a line of its own, and sets the exit code. */
export function reportFaults(faults: readonly ConfigFault[]): void {
  process.stderr.write(`${faults.map(formatFault).join('\n')}\n`);
  process.exitCode = usageExitCode;
}
