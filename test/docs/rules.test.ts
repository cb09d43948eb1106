import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createEchoes } from '../../src/compare/echo/echoes.ts';
import { createConfiguredRedactor } from '../../src/compare/redaction/configured-redactor.ts';
import { createExchangeRedactors } from '../../src/compare/redaction/exchange-redactor.ts';
import { createRouteComparers } from '../../src/compare/route-comparers.ts';
import { unwatched } from '../../src/compare/rules/rule-book.ts';
import type { Config } from '../../src/config/schema.ts';
import { formatResponseHead } from '../../src/vocabulary/raw-head.ts';
import { configOf, upstreams } from '../config/config-text.ts';

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
const withoutRule = configOf(upstreams);

/** A section of the page: two answers, the rule that makes them the same, and an answer that still differs. */
interface Recipe {
  readonly title: string;
  readonly yaml: string;
  readonly primary: string;
  readonly candidate: string;
  readonly stillFound: string;
}

const recipes = page
  .split(/^## /m)
  .filter((section) => section.includes('```yaml'))
  .map((section): Recipe => {
    const [candidate = '', stillFound = ''] = answersOf(section, 'candidate');
    return {
      title: section.slice(0, section.indexOf('\n')),
      yaml: /^```yaml\n([^]*?)^```$/m.exec(section)?.[1] ?? '',
      primary: answersOf(section, 'primary')[0] ?? '',
      candidate,
      stillFound,
    };
  });

describe.each(recipes)('the recipe "$title"', (recipe) => {
  const withRule = configOf(upstreams + recipe.yaml);

  it('has two answers that differ without the rule', () => {
    expect(differencesOf(withoutRule, recipe.primary, recipe.candidate)).not.toEqual([]);
  });

  it('has a rule that makes the two answers the same', () => {
    expect(differencesOf(withRule, recipe.primary, recipe.candidate)).toEqual([]);
  });

  it('has a rule that still finds the other answer', () => {
    expect(differencesOf(withRule, recipe.primary, recipe.stillFound)).not.toEqual([]);
  });
});

it('docs/rules.md has three answers in each recipe', () => {
  const incomplete = recipes.filter(
    ({ primary, candidate, stillFound }) => primary === '' || candidate === '' || stillFound === '',
  );
  expect(recipes.length).toBeGreaterThan(20);
  expect(incomplete).toEqual([]);
});

function answersOf(section: string, deployment: string): readonly string[] {
  const items = section.matchAll(new RegExp(`^- ${deployment}: \`(.+)\`$`, 'gm'));
  return [...items].map(([, text = '']) => text);
}

function differencesOf(config: Config, primary: string, candidate: string) {
  const redactors = createExchangeRedactors(config, createConfiguredRedactor(config));
  const exchanges = { redactors, echoes: createEchoes(config, ''), onNotRecorded: null };
  const comparer = createRouteComparers(config, exchanges, unwatched)('GET /orders');
  const none = new Uint8Array(0);
  const exchange = {
    request: { head: none, body: none },
    response: answerOf(primary),
    sequence: 0,
    wallClockMs: 0,
  };
  return comparer.compare(exchange, answerOf(candidate)).differences.listed;
}

/** The answer for a JSON body, or for a status with an optional header: `200 cache-control: no-store`. */
function answerOf(text: string): { readonly head: Uint8Array; readonly body: Uint8Array } {
  const [, status = '200', name, value] = /^(\d{3})(?: ([a-z-]+): (.+))?$/.exec(text) ?? [];
  const isBody = text.startsWith('{');
  const header = isBody ? ['content-type', 'application/json'] : [name, value];
  const fields = header.filter((one) => one !== undefined);
  return {
    head: formatResponseHead(Number(status), fields),
    body: new TextEncoder().encode(isBody ? text : ''),
  };
}
