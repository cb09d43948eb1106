import type { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import type { Address, Config } from '../config/schema.ts';
import { reportFaults } from './report-faults.ts';

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('say what is wrong with a config file, without running it')
    .requiredOption('--config <FILE>', 'the YAML file')
    .action(check);
}

function check({ config: file }: { readonly config: string }): void {
  const { config, faults } = loadConfig({ file });
  if (faults !== null) reportFaults(faults);
  else process.stdout.write(`ok\n${summary(config)}`);
}

function summary({ listen, tls, primary, candidate, admin, mirror, routes }: Config): string {
  const share = mirror.sample === 1 ? '' : `, a share of ${mirror.sample} by ${mirror.sampleBy}`;
  const lines = [
    ['listen', hostAndPort(listen) + (tls === undefined ? '' : ', TLS')],
    ['primary', primary.url],
    ['candidate', candidate.url],
    ['mirror', `methods: ${mirror.methods}${share}`],
    ['routes', String(routes.length)],
    ['admin', hostAndPort(admin.listen)],
  ];
  return lines.map(([name = '', value = '']) => `  ${name.padEnd(10)} ${value}\n`).join('');
}

function hostAndPort({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
