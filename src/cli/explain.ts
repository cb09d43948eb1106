import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ConfigFault } from '../config/fault.ts';
import { fileFaultWords } from '../config/file-fault-words.ts';
import { loadConfig } from '../config/load.ts';
import { createRouteTable } from '../config/route-table.ts';
import type { Config } from '../config/schema.ts';
import { failure, type Result, success } from '../vocabulary/result.ts';
import type { ComparedBodies } from './explain-bodies.ts';
import { partsOfRoute } from '../vocabulary/operation-name.ts';
import { reportFaults } from './report-faults.ts';

interface ExplainOptions {
  readonly config?: string;
  readonly route?: string;
  readonly contentType?: string;
}

/** An OpenAPI document may have thousands. */
const matchesShown = 20;

export function defineExplain(command: Command): void {
  command
    .argument('<FILE_A>', "primary's body")
    .argument('<FILE_B>', "the candidate's body")
    .option('--config <FILE>', 'a YAML file; without one there are no rules')
    .option(
      '--route <ROUTE>',
      'a route of the config, whose rules apply too, or a request on it; METHOD /path OPERATION for one operation',
    )
    .option(
      '--content-type <TYPE>',
      'the content type of both bodies; by default Parallax guesses it',
    )
    .action(explain);
}

/** The addresses of the deployments do not matter for two bodies, so the config may lack them. */
const anyUpstreams = { primary: 'http://primary.invalid', candidate: 'http://candidate.invalid' };

async function explain(
  primaryFile: string,
  candidateFile: string,
  { config: configFile, route: request, contentType }: ExplainOptions,
): Promise<void> {
  const { config, faults: configFaults } = loadConfig({ file: configFile, flags: anyUpstreams });
  if (configFaults !== null) {
    reportFaults(configFaults);
    return;
  }
  const route = request === undefined ? success(null) : configuredRoute(config, request);
  const primary = readBody(primaryFile);
  const candidate = readBody(candidateFile);
  if (route.fault !== null || primary.fault !== null || candidate.fault !== null) {
    reportFaults([route, primary, candidate].flatMap(({ fault }) => fault ?? []));
    return;
  }
  await printExplanation({
    config,
    route: route.value,
    contentType: contentType ?? null,
    primary: primary.value,
    candidate: candidate.value,
  });
}

async function printExplanation(bodies: ComparedBodies): Promise<void> {
  // Imported when needed: the other commands start in a third of the time.
  const { explainBodies } = await import('./explain-bodies.ts');
  const { explanationText } = await import('./explanation-text.ts');
  const { bodyBytesMax } = bodies.config.capture;
  if (Math.max(bodies.primary.byteLength, bodies.candidate.byteLength) > bodyBytesMax) {
    const words = `a body over ${bodyBytesMax} bytes is not captured, so it is not compared`;
    process.stderr.write(`parallax: ${words}: see capture.bodyBytesMax\n`);
  }
  const explanation = explainBodies(bodies);
  process.stdout.write(explanationText(explanation));
  process.exitCode = explanation.differences.length > 0 || explanation.truncated ? 1 : 0;
}

/** The name of the configured route of a request, or of a template in the same notation. */
function configuredRoute(config: Config, request: string): Result<string, ConfigFault> {
  const [method = '', target = '', operation = ''] = request.trim().split(/\s+/);
  const named = createRouteTable(config).routeOf(method, target, undefined, operation).route;
  const matches = config.routes.map(({ match }) => match);
  const { route } = partsOfRoute(named);
  // Without an operation, only the rules of the route.
  if (matches.includes(route)) return success(operation === '' ? route : named);
  const words =
    matches.length === 0
      ? 'there are no routes: write --config FILE, with the config that has this route'
      : `the config has no such route: write one of ${listed(matches)}`;
  return failure({ place: null, subject: '--route', message: words });
}

function listed(matches: readonly string[]): string {
  const more = matches.length - matchesShown;
  const shown = matches.slice(0, matchesShown).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function readBody(file: string): Result<Uint8Array, ConfigFault> {
  try {
    return success(readFileSync(file));
  } catch (error) {
    return failure({ place: null, subject: file, message: fileFaultWords(error) });
  }
}
