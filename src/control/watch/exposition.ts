/** A sample of a metric. */
export interface Sample {
  readonly metric: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Finite. */
  readonly value: number;
}

/** The most lines of the wanted metrics that are read. */
const wantedLinesMax = 10_000;

const linePattern =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}[ \t]*)?[ \t]([^ \t]+)/;
/** It tries each length of a run of digits: {@link numberCharsMax} is the most that it is given. */
const numberPattern = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** A quoted name is read too, but is not wanted. */
const labelPattern =
  /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*|"(?:[^"\\]|\\.)*")[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(?:,|$)/y;
const escapes: Readonly<Record<string, string>> = { n: '\n' };

/**
 * Reads samples in the text format of Prometheus, and in that of OpenMetrics. Lines of other metrics,
 * of another form, and values that are not finite are left out. Time stamps and exemplars are not read.
 *
 * @param wanted names of metrics
 */
export function readExposition(text: string, wanted: ReadonlySet<string>): readonly Sample[] {
  const samples: Sample[] = [];
  let wantedLines = 0;
  for (let start = 0; start < text.length && wantedLines < wantedLinesMax;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    // Most lines are of other metrics: only their name is read.
    if (wanted.has(nameAt(text, start, end))) {
      wantedLines += 1;
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
const numberCharsMax = 40;

function readLine(line: string): Sample | null {
  if (line.length > lineCharsMax) return null;
  const [, metric, inBraces = '', number = ''] = linePattern.exec(line) ?? [];
  const labels = readLabels(inBraces.trimEnd());
  const value = readNumber(number.trim());
  return metric === undefined || labels === null || value === null
    ? null
    : { metric, labels, value };
}

function readNumber(text: string): number | null {
  // `Number` reads more, such as 0x10, which only JavaScript has.
  if (text.length > numberCharsMax || !numberPattern.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Reads the labels one after another, so that no text is read twice; null if it is not a list of labels. */
function readLabels(text: string): ReadonlyMap<string, string> | null {
  const labels = new Map<string, string>();
  for (let at = 0; at < text.length; at = labelPattern.lastIndex) {
    labelPattern.lastIndex = at;
    const [matched, name = '', escaped = ''] = labelPattern.exec(text) ?? [];
    if (matched === undefined) return null;
    const value = escaped.replaceAll(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
    labels.set(name, value);
  }
  return labels;
}
