import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../../support/long-runs.ts';
import { curlCommand } from '../../../../src/control/admin/pages/exchange/curl-command.ts';
import type { SpecimenRequest } from '../../../../src/vocabulary/specimen.ts';

function requestOf(facts: Partial<SpecimenRequest> & { text?: string } = {}): SpecimenRequest {
  const { text = '', ...request } = facts;
  return {
    method: 'GET',
    target: '/api/keys?x=1',
    fields: [],
    body: { kind: text === '' ? 'empty' : 'json', text, bytes: text.length, cut: false },
    ...request,
  };
}

/** The words that a shell makes of a command. */
function wordsOf(command: string, encoding: 'utf8' | 'latin1' = 'utf8'): string[] {
  const script = `curl() { for word; do printf '%s\\0' "$word"; done; }\n${command}`;
  return execFileSync('bash', ['-c', script], { encoding }).split('\0').slice(0, -1);
}

describe('a request as a curl command', () => {
  it('sends the same request to the deployment', () => {
    const request = requestOf({
      method: 'POST',
      fields: [
        ['Host', 'a'],
        ['Content-Type', 'application/json'],
        ['X-Empty', ''],
      ],
      text: '{"name":"it\'s"}',
    });
    expect(wordsOf(curlCommand('http://127.0.0.1:5000', request))).toEqual([
      '-i',
      '-g',
      '--path-as-is',
      '-X',
      'POST',
      '-H',
      'Content-Type: application/json',
      '-H',
      'X-Empty;',
      '--data-raw',
      '{"name":"it\'s"}',
      'http://127.0.0.1:5000/api/keys?x=1',
    ]);
  });

  it('sends a form as a form', () => {
    const fields = [['Content-Type', 'application/x-www-form-urlencoded']] as const;
    const words = wordsOf(
      curlCommand('http://a', requestOf({ fields, text: '{"a":"x y","b":["1","2"]}' })),
    );
    expect(words).toContain('a=x+y&b=1&b=2');
  });

  it('sends HEAD with --head, which does not wait for a body', () => {
    expect(wordsOf(curlCommand('http://a', requestOf({ method: 'HEAD' })))).toContain('--head');
  });

  it('goes to the deployment even if the target is a URL of another host', () => {
    const words = wordsOf(curlCommand('http://a', requestOf({ target: 'http://evil/x?y=1' })));
    expect(words.at(-1)).toBe('http://a/x?y=1');
  });

  it('keeps all bytes of the request within its quotes', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((one) => one.replaceAll('\0', ''));
    // Heads are kept as latin1, one character for each byte.
    const octet = fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code));
    const value = fc.array(octet).map((octets) => octets.join(''));
    fc.assert(
      fc.property(value, text, (value, body) => {
        const request = requestOf({ fields: [['X-A', `v${value}`]], text: `b${body}` });
        const command = curlCommand('http://a', request);
        expect(wordsOf(command, 'latin1')).toContain(`X-A: v${value}`);
        expect(wordsOf(command)).toContain(`b${body}`);
      }),
      { seed: 9, numRuns: runsOf(20, 60) },
    );
  });

  it('contains no control character of a terminal', () => {
    const command = curlCommand('http://a', requestOf({ text: '\u001b]0;x\u0007\r\n\u202e' }));
    expect(command).toMatch(/^[ -~\n]*$/);
  });
});
