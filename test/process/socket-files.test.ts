import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { refuseLoop } from '../../src/process/refuse-loop.ts';
import { socketWarnings } from '../../src/process/socket-files.ts';
import { listenOnSocket, type SocketFolder, socketFolder } from '../support/socket-folder.ts';

let folder: SocketFolder;

beforeEach(() => {
  folder = socketFolder();
});

afterEach(() => folder[Symbol.dispose]());

function configWith(listen: string, candidate: string) {
  return configSchema.parse({ listen, primary: 'http://127.0.0.1:1', candidate });
}

describe('a candidate on the Unix socket of Parallax itself', () => {
  it('is refused under the path through another folder', async () => {
    mkdirSync(folder.path('run'));
    symlinkSync('run', folder.path('var-run'));
    const config = configWith(
      `unix:${folder.path('run/parallax.sock')}`,
      `unix:${folder.path('var-run/parallax.sock')}`,
    );
    await expect(refuseLoop(config)).rejects.toMatchObject({
      code: 'own_address',
      message: expect.stringMatching(/^candidate\.url: .*see listen/) as string,
    });
  });

  it('is refused under the path of a link to it', async () => {
    onTestFinished(await listenOnSocket(createServer(), folder.path('parallax.sock')));
    symlinkSync('parallax.sock', folder.path('link.sock'));
    const config = configWith(
      `unix:${folder.path('parallax.sock')}`,
      `unix:${folder.path('link.sock')}`,
    );
    await expect(refuseLoop(config)).rejects.toMatchObject({ code: 'own_address' });
  });

  it('is accepted if it is another socket in the same folder', async () => {
    const config = configWith(`unix:${folder.path('a.sock')}`, `unix:${folder.path('b.sock')}`);
    await expect(refuseLoop(config)).resolves.toBeUndefined();
  });
});

describe('the warnings of check about Unix sockets', () => {
  it('name missing sockets, other files, and missing folders', () => {
    writeFileSync(folder.path('file'), '');
    const config = configSchema.parse({
      listen: `unix:${folder.path('none/parallax.sock')}`,
      primary: `unix:${folder.path('primary.sock')}`,
      candidate: `unix:${folder.path('file')}`,
    });
    expect(socketWarnings(config)).toEqual([
      {
        path: ['listen'],
        message: `the folder of ${folder.path('none/parallax.sock')} does not exist here`,
      },
      { path: ['primary', 'url'], message: `${folder.path('primary.sock')} does not exist here` },
      { path: ['candidate', 'url'], message: `${folder.path('file')} is not a socket` },
    ]);
  });

  it('name another file in place of the listening socket', () => {
    writeFileSync(folder.path('file'), '');
    const config = configWith(`unix:${folder.path('file')}`, 'http://new.test');
    expect(socketWarnings(config)).toEqual([
      { path: ['listen'], message: `${folder.path('file')} is not a socket` },
    ]);
  });

  it('do not name existing sockets', async () => {
    onTestFinished(await listenOnSocket(createServer(), folder.path('a.sock')));
    const config = configWith(`unix:${folder.path('b.sock')}`, `unix:${folder.path('a.sock')}`);
    expect(socketWarnings(config)).toEqual([]);
  });
});
