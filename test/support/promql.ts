/** What an expression asks of the metrics. */
export interface PromqlNames {
  /** Metrics, each with the labels that its selectors name. */
  readonly selectors: readonly { readonly metric: string; readonly labels: readonly string[] }[];
  /** Labels that results are grouped or matched by. */
  readonly grouping: readonly string[];
}

const keywords: ReadonlySet<string> = new Set([
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'inf',
  'nan',
]);
const groupings: ReadonlySet<string> = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
]);

const token =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|[a-zA-Z_:][a-zA-Z0-9_:]*|\d[\w.]*|\S/g;
const name = /^[a-zA-Z_:]/;

/** The names in a PromQL expression that is known to be well-formed. */
export function namesInPromql(expression: string): PromqlNames {
  const tokens: readonly string[] = expression.match(token) ?? [];
  const selectors: { metric: string; labels: string[] }[] = [];
  const grouping: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const word = tokens[at] ?? '';
    if (!name.test(word)) continue;
    const next = tokens[at + 1];
    if (groupings.has(word)) {
      const end = tokens.indexOf(')', at);
      grouping.push(...tokens.slice(at + 2, end).filter((label) => label !== ','));
      at = end;
    } else if (next === '{') {
      const end = tokens.indexOf('}', at);
      selectors.push({ metric: word, labels: matchedLabels(tokens.slice(at + 2, end)) });
      at = end;
    } else if (next !== '(' && next !== 'by' && next !== 'without' && !keywords.has(word)) {
      selectors.push({ metric: word, labels: [] });
    }
  }
  return { selectors, grouping };
}

/** `job =~ "a" , area = "b"`: the names in front of the operators. */
function matchedLabels(tokens: readonly string[]): string[] {
  return tokens.filter((word) => name.test(word));
}
