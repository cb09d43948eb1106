#!/usr/bin/env node
// What is compiled of this is read by old Nodes as well: see node-fault.js for how it is written.
import { nodeFault } from './node-fault.js';

const fault = nodeFault(process.versions.node);
if (fault === '') {
  void import('./cli/main.ts');
} else {
  process.stderr.write(fault);
  process.exitCode = 1;
}
