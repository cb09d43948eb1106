import { brokenAnswers } from './broken-answers.ts';
import { brokenConnections } from './broken-connections.ts';
import type { Fault } from './fault.ts';
import { unreachableServers } from './unreachable.ts';

/** Each way in which candidate or primary may fail. */
export const allFaults: readonly Fault[] = [
  ...unreachableServers,
  ...brokenConnections,
  ...brokenAnswers,
];
