/** A sample of a metric. */
export interface Sample {
  readonly metric: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Finite. */
  readonly value: number;
}

/** More samples of one name are not read: nobody needs them. */
const samplesMax = 10_000;

const linePattern =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}[ \t]*)?[ \t]([^ \t]+)/;
const labelPattern = /([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"/g;
const escapes: Readonly<Record<string, string>> = { n: '\n' };

/**
 * Reads samples in the text format of Prometheus, and in that of OpenMetrics. Lines of other metrics,
 * of another form, and values that are not finite are left out. Time stamps and exemplars are not read.
 *
 * @param wanted names of metrics
 */
export function readExposition(text: string, wanted: ReadonlySet<string>): readonly Sample[] {
  const samples: Sample[] = [];
  for (let start = 0; start < text.length && samples.length < samplesMax;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    // Most lines are of other metrics: only their name is looked at.
    if (wanted.has(nameAt(text, start, end))) {
      const sample = readLine(text.slice(start, end));
      if (sample !== null) samples.push(sample);
    }
    start = end + 1;
  }
  return samples;
}

const nameCharsMax = 200;

function nameAt(text: string, start: number, end: number): string {
  const most = Math.min(end, start + nameCharsMax);
  let at = start;
  for (; at < most; at += 1) {
    const code = text.charCodeAt(at);
    // A brace, a space or a tab.
    if (code === 0x7b || code === 0x20 || code === 0x09) break;
  }
  return text.slice(start, at);
}

const lineCharsMax = 8_192;

function readLine(line: string): Sample | null {
  if (line.length > lineCharsMax) return null;
  const [, metric, inBraces = '', number = ''] = linePattern.exec(line) ?? [];
  // Longer texts, such as 0x10, are numbers of JavaScript alone.
  const value = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(number.trim())
    ? Number(number)
    : Number.NaN;
  if (metric === undefined || !Number.isFinite(value)) return null;
  const labels = new Map<string, string>();
  for (const [, name = '', escaped = ''] of inBraces.matchAll(labelPattern)) {
    labels.set(
      name,
      escaped.replaceAll(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter),
    );
  }
  return { metric, labels, value };
}
