import { brokenAnswers } from './broken-answers.ts';
import { brokenConnections } from './broken-connections.ts';
import type { Fault } from './fault.ts';
import { unreachableServers } from './unreachable.ts';

/** All faults of candidate and primary. */
export const allFaults: readonly Fault[] = [
  ...unreachableServers,
  ...brokenConnections,
  ...brokenAnswers,
];
