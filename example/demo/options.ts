import { Command, InvalidArgumentError } from 'commander';

export interface DemoOptions {
  readonly requests: number;
  /** Ends after the report instead of staying up. */
  readonly once: boolean;
}

const requestsMin = 200;
const requestsMax = 1_000_000;

/** Ends the process where a flag is wrong. */
export function readOptions(argv: readonly string[]): DemoOptions {
  return new Command('demo')
    .description('Runs Parallax between deployments of a small gateway, one of them with bugs.')
    .option('--requests <number>', 'how many requests to make', readRequests, 3_000)
    .option('--once', 'end after the report', false)
    .parse(argv)
    .opts<DemoOptions>();
}

function readRequests(text: string): number {
  const requests = Number(text);
  if (/^\d+$/.test(text) && requests >= requestsMin && requests <= requestsMax) return requests;
  throw new InvalidArgumentError(`Write a whole number from ${requestsMin} to ${requestsMax}.`);
}
