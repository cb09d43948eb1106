import { existsSync, readFileSync } from 'node:fs';
import { type Copy, DockerfileParser, type Instruction, JSONInstruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('Dockerfile', root), 'utf8');
const dockerfile = DockerfileParser.parse(text);
const stages = stagesOf(dockerfile.getInstructions());
const image = stages.at(-1) ?? [];

describe('the Dockerfile', () => {
  it('has no lint fault', () => {
    expect(validate(text)).toEqual([]);
  });

  it('builds in stages of the current Node LTS', () => {
    expect(dockerfile.getFROMs().map((from) => [from.getImage(), from.getBuildStage()])).toEqual([
      ['node:26-slim', 'build'],
      ['node:26-slim', 'dependencies'],
      ['node:26-slim', null],
    ]);
  });

  it('copies no file into the image that only npm or a build needs', () => {
    expect(argumentsOf(image, 'COPY')).toEqual([
      'package.json ./',
      '/app/node_modules ./node_modules',
      '/app/dist ./dist',
    ]);
    expect(argumentsOf(image, 'RUN')).toEqual([]);
  });

  it('installs locked production dependencies alone', () => {
    expect(argumentsOf(stage('dependencies'), 'RUN')).toEqual([
      'npm ci --omit=dev --omit=optional --ignore-scripts',
    ]);
  });

  it('copies output only from stages that exist', () => {
    const from = image
      .filter((instruction) => instruction.getKeyword() === 'COPY')
      .flatMap((copy) => (copy as Copy).getFromFlag()?.getValue() ?? []);
    expect(from).toEqual(['dependencies', 'build']);
  });

  it('runs as a user that is not root, by number', () => {
    const [user] = argumentsOf(image, 'USER');
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('starts without a shell and gets signals itself', () => {
    expect(execForm('ENTRYPOINT')).toEqual(['node', 'dist/main.js']);
    expect(execForm('CMD')).toEqual(['run', '--config', '/etc/parallax/parallax.yaml']);
    expect(argumentsOf(image, 'STOPSIGNAL')).toEqual(['SIGTERM']);
  });

  it('checks its health without a shell', () => {
    const [healthcheck] = dockerfile.getHEALTHCHECKs();
    const command = healthcheck?.getArguments().map((argument) => argument.getValue()) ?? [];
    expect(command[0]).toBe('CMD');
    expect(JSON.parse(command.slice(1).join(' '))).toEqual(['node', 'dist/main.js', 'healthcheck']);
  });

  it('has OCI labels with the version of the package and the revision of the build', () => {
    const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      readonly version: string;
    };
    expect(argumentsOf(image, 'ARG')).toEqual([`VERSION=${version}`, 'REVISION=unknown']);
    const [labels = ''] = argumentsOf(image, 'LABEL');
    const names = labels.match(/org\.opencontainers\.image\.\w+(?==)/g);
    expect(names?.map((name) => name.split('.').at(-1))).toEqual([
      'title',
      'description',
      'version',
      'revision',
    ]);
  });

  it('has the environment production and exposes the default ports', () => {
    expect(argumentsOf(image, 'ENV')).toEqual(['NODE_ENV=production']);
    expect(argumentsOf(image, 'EXPOSE')).toEqual(['8080 9900']);
  });
});

describe('the build context', () => {
  const rules = readFileSync(new URL('.dockerignore', root), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const copied = dockerfile
    .getCOPYs()
    .filter((copy) => copy.getFromFlag() === null)
    .flatMap((copy) => copy.getArguments().slice(0, -1))
    .map((source) => source.getValue());

  it('contains exactly the copied files', () => {
    expect(new Set(rules)).toEqual(new Set(['*', ...copied.map((source) => `!${source}`)]));
  });

  it.each(copied)('contains %s', (source) => {
    expect(existsSync(new URL(source, root))).toBe(true);
  });
});

function stagesOf(instructions: readonly Instruction[]): readonly Instruction[][] {
  const found: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.getKeyword() === 'FROM') found.push([]);
    found.at(-1)?.push(instruction);
  }
  return found;
}

function stage(name: string): readonly Instruction[] {
  const index = dockerfile.getFROMs().findIndex((from) => from.getBuildStage() === name);
  return stages[index] ?? [];
}

function argumentsOf(instructions: readonly Instruction[], keyword: string): readonly string[] {
  return instructions
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => {
      const values = instruction.getArguments().map((argument) => argument.getValue());
      return values.join(' ');
    });
}

/** The command of an instruction in the image; fails if it is in shell form. */
function execForm(keyword: string): readonly string[] {
  const instruction = image.find((one) => one.getKeyword() === keyword);
  if (!(instruction instanceof JSONInstruction) || instruction.getOpeningBracket() === null) {
    throw new Error(`${keyword} is not in exec form`);
  }
  return instruction.getJSONStrings().map((string) => string.getJSONValue());
}
