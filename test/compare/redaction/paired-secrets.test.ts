import { expect, it } from 'vitest';
import { pairedSecrets } from '../../../src/compare/redaction/paired-secrets.ts';

it('parts of a form that are hidden already are not searched once more, however many there are', () => {
  const text = 'name="password"\n\n'.repeat(6_000);
  expect([...pairedSecrets(text)]).toHaveLength(1);
});

it('each secret part of a form is found, and nothing between them', () => {
  const text = `${part('password', 'one')}${part('note', 'plain')}${part('api_key', 'two')}--x--`;
  const found = [...pairedSecrets(text)].map(({ start, end }) => text.slice(start, end).trim());
  expect(found).toEqual(['one', 'two']);
});

function part(name: string, value: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}
