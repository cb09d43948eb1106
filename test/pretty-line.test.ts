import { expect, it } from 'vitest';
import { prettyLine } from '../src/pretty-line.ts';

const time = '2026-11-28T22:17:03.000Z';
const clock = new Date(time).toTimeString().slice(0, 8);

function prettyOf(line: Readonly<Record<string, unknown>>, hasColor = false): string {
  return prettyLine(
    `${JSON.stringify({ level: 30, time, pid: 1, plane: 'live', ...line })}\n`,
    hasColor,
  );
}

it('a pretty log line has the level, the plane and the details', () => {
  const line = { level: 40, msg: 'turned away', reason: 'bad gateway', clients: 3 };
  expect(prettyOf(line)).toBe(
    `${clock} WARN  live     turned away reason="bad gateway" clients=3\n`,
  );
});

it('a pretty log line has each frame of a stack on a separate line', () => {
  const frames = prettyOf({ msg: 'failed', stack: ['at a.ts:1', 'at b.ts:2'] })
    .split('\n')
    .slice(1);
  expect(frames).toEqual(['    at a.ts:1', '    at b.ts:2', '']);
});

it('a pretty log line passes no control character to the terminal', () => {
  const line = prettyOf({ msg: 'a\u001B[2Jb', host: '\u009B1m\u202E' });
  expect(line).toContain('a\\u{1b}[2Jb host=\\u{9b}1m\\u{202e}');
});

it('a pretty log line has colors only if the terminal supports them', () => {
  expect([prettyOf({}, true), prettyOf({})].map((line) => line.includes('\u001B['))).toEqual([
    true,
    false,
  ]);
});
