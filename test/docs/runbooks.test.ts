import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string }[] }[];
}

describe('docs/runbooks.md', () => {
  it('has one section for each alert, in the order of the rules', () => {
    const rules = readFileSync(new URL('config/prometheus/parallax.rules.yml', root), 'utf8');
    const alerts = (parse(rules) as RuleFile).groups.flatMap((group) =>
      group.rules.flatMap(({ alert }) => alert ?? []),
    );
    const page = readFileSync(new URL('docs/runbooks.md', root), 'utf8');
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(alerts);
  });
});
