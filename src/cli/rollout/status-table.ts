import { styleText } from 'node:util';
import { formatRoughDuration } from '../../vocabulary/format.ts';
import type { EnvironmentStatus, RolloutStatus } from '../../rollout/rollout-status.ts';

const head = ['TIER', 'ENVIRONMENT', 'STATE', 'SINCE', 'GATE', 'BY', 'NEXT'];
const stateColumn = 2;

const stateWords: Readonly<Record<EnvironmentStatus['state'], string>> = {
  waiting: 'waiting',
  promoting: 'promoting',
  promoted: 'promoted, not verified',
  soaking: 'soaking',
  passed: 'passed',
  failing: 'failing',
  rollingBack: 'rolling back',
  rolledBack: 'rolled back',
  held: 'held',
  failed: 'failed',
  unknown: 'unknown',
};

const colours: Readonly<Record<string, 'green' | 'red' | 'yellow'>> = {
  passed: 'green',
  failing: 'red',
  'rolling back': 'red',
  'rolled back': 'red',
  held: 'red',
  failed: 'red',
  unknown: 'yellow',
};

/** The rollout on a line, each environment on one, and rehearsals. */
export function statusTable(status: RolloutStatus): string {
  const { rollout, version, state, stopped, environments } = status;
  const rows = environments.map(rowOf);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const lines = [
    `${rollout}${version === null ? '' : ` of ${version}`}: ${state}${stopped === null ? '' : `: ${stopped}`}`,
    '',
    aligned(head, widths),
    ...rows.map((cells) => aligned(cells, widths)),
    ...rehearsalLines(environments),
  ];
  return `${lines.join('\n')}\n`;
}

function rowOf(status: EnvironmentStatus): readonly string[] {
  const { tier, environment, state, since, gate, who, why, next } = status;
  return [
    tier,
    environment,
    stateWords[state],
    since === null ? '' : `${since.slice(0, 16).replace('T', ' ')} UTC`,
    gate?.verdict ?? '',
    who ?? '',
    next ?? why ?? '',
  ];
}

function rehearsalLines(environments: readonly EnvironmentStatus[]): readonly string[] {
  const lines = environments.flatMap(({ environment, rehearsal }) => {
    if (rehearsal === null) return [];
    const { at, who, rollbackMs, promoteMs } = rehearsal;
    const times = `back in ${formatRoughDuration(rollbackMs)}, promoted again in ${formatRoughDuration(promoteMs)}`;
    return [`rollback of ${environment} rehearsed by ${who} at ${at}: ${times}`];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => {
      const padded = cell.padEnd(widths[column] ?? 0);
      const colour = column === stateColumn ? colours[cell] : undefined;
      return colour === undefined ? padded : styleText(colour, padded, { stream: process.stdout });
    })
    .join('  ')
    .trimEnd();
}
