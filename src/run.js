// Runs a program of the sources: `node src/run.js FILE ARGUMENTS`. An old Node cannot read TypeScript, and would
// end with a stack trace. See node-fault.js for the syntax of this file.
import { resolve } from 'path';
import { pathToFileURL } from 'url';
import { nodeFault } from './node-fault.js';

const fault = nodeFault(process.versions.node);
if (fault === '') {
  const program = resolve(process.argv[2]);
  // The program expects its own name here.
  process.argv.splice(1, 2, program);
  void import(pathToFileURL(program).href);
} else {
  process.stderr.write(fault);
  process.exitCode = 1;
}
