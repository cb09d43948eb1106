import { expect, it } from 'vitest';
import { pairedSecrets } from '../../../src/compare/redaction/paired-secrets.ts';

it('redacted parts of a form are not searched again, however many there are', () => {
  const text = 'name="password"\n\n'.repeat(6_000);
  expect([...pairedSecrets(text)]).toHaveLength(1);
});

it('each secret part of a form is found, and no other', () => {
  const text = `${part('password', 'one')}${part('note', 'plain')}${part('api_key', 'two')}--x--`;
  const found = [...pairedSecrets(text)].map(({ start, end }) => text.slice(start, end).trim());
  expect(found).toEqual(['one', 'two']);
});

function part(name: string, value: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}
