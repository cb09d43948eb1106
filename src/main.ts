#!/usr/bin/env node
// Old versions of Node must be able to read the compiled file: see node-fault.js for the syntax.
import { nodeFault } from './node-fault.js';

const fault = nodeFault(process.versions.node);
if (fault === '') {
  void import('./cli/main.ts');
} else {
  process.stderr.write(fault);
  process.exitCode = 1;
}
