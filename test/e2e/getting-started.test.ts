import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = join(root, 'docs/getting-started.md');
const portsOfPage = ['5000', '5001', '8080', '9900'];
/** Stands between the outputs of two blocks, with the exit code of the first. */
const marker = /--- block ended with (\d+)\n/;

interface RunBlock {
  readonly commands: string;
  readonly output: string;
  readonly exitCode: number;
}

let folder: string;
let blocks: readonly RunBlock[];

/** The blocks of the page in order, in one shell, as a reader types them into one terminal. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parallax-getting-started-'));
  await writeNpm(folder);
  const commands = await commandsOfPage();
  const script = commands.map((text) => `${text}echo "--- block ended with $?"\n`).join('');
  const [...parts] = (await outputOf(script)).split(marker);
  blocks = commands.map((text, index) => ({
    commands: text,
    output: parts[2 * index] ?? '',
    exitCode: Number(parts[2 * index + 1]),
  }));
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the commands of docs/getting-started.md', () => {
  it('all succeed', () => {
    expect(blocks.length).toBeGreaterThan(10);
    expect(blocks.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
  });

  it('show a fail, a rule that explains the rename, the bug, and a pass', () => {
    const [differs, renamed] = outputsOf('npm start -- explain');
    expect(differs).toMatch(/removed +\$\.created_at[^]*exit code: 1/);
    expect(renamed).toMatch(/^explained by compare\.rename\[0\]/m);
    const [before, underRule, fixed] = outputsOf('npm start -- gate');
    expect(before).toMatch(/^fail[^]*exit code: 1/m);
    expect(underRule).toMatch(/^fail[^]*\$\.total[^]*exit code: 1/m);
    expect(fixed).toMatch(/^pass/m);
  });
});

function outputsOf(command: string): readonly string[] {
  return blocks.filter(({ commands }) => commands.includes(command)).map(({ output }) => output);
}

/** `npm` in the folder of the reader: `npm start --` runs this checkout, and its packages are installed. */
async function writeNpm(folder: string): Promise<void> {
  const program = [process.execPath, join(root, 'src/run.js'), join(root, 'src/main.ts')];
  const npm = join(folder, 'npm');
  await writeFile(
    npm,
    `#!/bin/sh\n[ "$1" = ci ] && exit\nshift 2\nexec ${program.join(' ')} "$@"\n`,
  );
  await chmod(npm, 0o755);
}

/** With ports that are free; `gate` asks the default admin address, which is another one here. */
/** What the page sends before each question to the gate. */
const requestsEach = 500;

/** Waits until so many exchanges are counted: a reader types more slowly than this script. */
function untilCounted(requests: number, admin: string): string {
  const program = `
    for (;;) {
      const routes = await (await fetch('http://127.0.0.1:${admin}/api/routes')).json();
      if (routes.reduce((sum, { exchanges }) => sum + exchanges, 0) >= ${requests}) break;
      await new Promise((done) => setTimeout(done, 100));
    }`;
  return `node --input-type=module -e "${program}"\n`;
}

async function commandsOfPage(): Promise<readonly string[]> {
  let text = await readFile(page, 'utf8');
  let admin = '';
  for (const port of portsOfPage) {
    const free = String(await freePort());
    text = text.replaceAll(new RegExp(`(?<=[:(])${port}\\b`, 'g'), free);
    if (port !== '9900') continue;
    admin = free;
    text = text.replaceAll('-- gate', `-- gate --url http://127.0.0.1:${free}`);
  }
  // The page is not about times, and another program may keep the candidate waiting.
  text = text.replaceAll(/(epsilonMs|extraMs): \d+/g, '$1: 60000');
  let requests = 0;
  return [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, commands = '']) => {
    if (!commands.includes('npm start -- gate')) return commands;
    requests += requestsEach;
    return commands.replace(
      'npm start -- gate',
      `${untilCounted(requests, admin)}npm start -- gate`,
    );
  });
}

/** Jobs are controlled as in a terminal. Whatever the commands leave behind is ended. */
function outputOf(script: string): Promise<string> {
  const PATH = `${folder}${delimiter}${process.env.PATH ?? ''}`;
  return new Promise((resolve) => {
    const shell = execFile(
      'bash',
      ['-c', `exec 2>&1\nset -m\ntrap 'kill $(jobs -p) 2>&-' EXIT\n${script}`],
      { cwd: folder, env: { ...process.env, PATH }, timeout: 230_000 },
      (_error, stdout) => resolve(stdout),
    );
    shell.stdin?.end();
  });
}
