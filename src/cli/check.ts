import { type Command, Option } from 'commander';
import { type ConfigFault, formatFault } from '../config/fault.ts';
import type { FleetConfig } from '../config/fleet-schema.ts';
import { idleRoutePolicies } from '../config/idle-route-policy.ts';
import { loadConfig } from '../config/load.ts';
import { outOfPathOf, unseenLoops } from '../config/out-of-path.ts';
import type { OutOfPathConfig } from '../config/out-of-path-schema.ts';
import type { RecordConfig } from '../config/record-schema.ts';
import { hasCandidate, type Role, roles } from '../config/role.ts';
import { routePolicyWords } from '../config/route-policy-words.ts';
import type { Config, RouteConfig } from '../config/schema.ts';
import { routeSeries } from '../metrics/route-series.ts';
import { hostsOf, loopsOf } from '../process/refuse-loop.ts';
import { resolveHosts } from '../process/resolve-hosts.ts';
import { socketWarnings } from '../process/socket-files.ts';
import { socketUrl } from '../vocabulary/unix-socket.ts';
import { reportFaults } from './report-faults.ts';
import { hostAndPort } from '../vocabulary/host-and-port.ts';

export function defineCheck(command: Command): void {
  command
    .requiredOption('--config <FILE>', 'the YAML file')
    .addOption(new Option('--role <ROLE>', 'what the config is for').choices(roles).default('run'))
    .action(check);
}

interface CheckOptions {
  readonly config: string;
  readonly role: Role;
}

async function check({ config: file, role }: CheckOptions): Promise<void> {
  const loaded = loadConfig({ file, role });
  if (loaded.faults !== null) {
    reportFaults(loaded.faults);
    return;
  }
  const { config, faultsAt } = loaded;
  const hosts = hostsOf(config);
  const resolved = await resolveHosts(hosts.map(({ host }) => host));
  const loops = loopsOf(config, resolved).flatMap(({ deployment, message }) =>
    faultsAt([deployment, 'url'], message),
  );
  if (loops.length > 0) {
    reportFaults(loops);
    return;
  }
  // Names may resolve only on the machine of Parallax.
  for (const { path, host } of hosts) {
    const fault = resolved.get(host)?.fault ?? null;
    if (fault !== null) warn(faultsAt(path, `warning: ${host} cannot be resolved here (${fault})`));
  }
  const warnings = [
    ...idleRoutePolicies(config),
    ...socketWarnings(config),
    ...unseenLoops(config),
  ];
  for (const { path, message } of warnings) {
    warn(faultsAt(path, `warning: ${message}`));
  }
  process.stdout.write(`ok\n${summary(config, role)}`);
}

function warn(faults: readonly ConfigFault[]): void {
  for (const fault of faults) process.stderr.write(`${formatFault(fault)}\n`);
}

function summary(config: Config, role: Role): string {
  const { primary, candidate, admin, mirror, routes, fleet, record } = config;
  const outOfPath = outOfPathOf(config);
  const share = mirror.sample === 1 ? '' : `, a share of ${mirror.sample} by ${mirror.sampleBy}`;
  const lines = [
    ...(role === 'hub' ? [] : [['listen', listenText(config)]]),
    ...(outOfPath === null ? [] : [['copies', outOfPathText(outOfPath)]]),
    ['primary', primary.url],
    ...(hasCandidate(role) ? [['candidate', candidate.url]] : []),
    ...(role === 'run' || role === 'record' || fleet === undefined
      ? []
      : [['fleet', fleetText(fleet)]]),
    ...(record === undefined ? [] : [['record', recordText(record)]]),
    ['mirror', `methods: ${mirror.methods}${share}`],
    ['routes', routesWords(config)],
    ...routes.flatMap((route) => policyLine(route)),
    ...(hasCandidate(role) ? [['metrics', seriesText(config)]] : []),
    ['admin', hostAndPort(admin.listen) + (admin.tls === undefined ? '' : ', TLS')],
  ];
  return lines.map(([name = '', value = '']) => `  ${name.padEnd(10)} ${value}\n`).join('');
}

function fleetText({ name, nats }: FleetConfig): string {
  return `${name}, by ${nats.url.join(', ')}`;
}

function outOfPathText({ perSecondMax, concurrency, primaryOwnState }: OutOfPathConfig): string {
  const state = primaryOwnState ? ', which has its own state' : '';
  return `from a mirror; up to ${perSecondMax} a second, ${concurrency} at once, go to primary${state}`;
}

function recordText({ file, keyFile, secrets }: RecordConfig): string {
  const words = [keyFile === undefined ? 'not encrypted' : 'encrypted'];
  if (secrets === 'keep') words.push('with credentials');
  return `${file}, ${words.join(', ')}`;
}

function routesWords({ routes, document }: Config): string {
  const own = routes.filter(({ documentOnly }) => documentOnly !== true).length;
  return document === undefined
    ? String(own)
    : `${own}, and ${routes.length - own} only in ${document.name}`;
}

function seriesText(config: Config): string {
  const { configured, most, seriesMax, histogramsMax } = routeSeries(config);
  const { histograms } = config.metrics;
  const series = `${configured} series by route, at most ${most} with routesMax ${config.routesMax}`;
  const limit =
    histograms === 'route'
      ? `histograms of ${histogramsMax} routes within seriesMax ${seriesMax}`
      : `histograms: ${histograms}`;
  return `${series}; ${limit}`;
}

/** The line of a route with a mirroring policy. */
function policyLine(route: RouteConfig): readonly string[][] {
  const words = routePolicyWords(route);
  return words.length === 0 ? [] : [['', `${route.match}: ${words.join(', ')}`]];
}

function listenText({ listen, tls, proxyProtocol }: Config): string {
  const address = 'socket' in listen ? socketUrl(listen.socket) : hostAndPort(listen);
  return `${address}${tls === undefined ? '' : ', TLS'}${proxyProtocol ? ', PROXY protocol' : ''}`;
}
