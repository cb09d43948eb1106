import { styleText } from 'node:util';

const levels: Readonly<Record<number, Level>> = {
  20: { name: 'DEBUG', style: 'dim' },
  30: { name: 'INFO', style: 'green' },
  40: { name: 'WARN', style: 'yellow' },
  50: { name: 'ERROR', style: 'red' },
  60: { name: 'FATAL', style: 'red' },
};

interface Level {
  readonly name: string;
  readonly style: Parameters<typeof styleText>[0];
}

interface LogLine extends Readonly<Record<string, unknown>> {
  readonly level: number;
  readonly time: string;
  readonly plane: string;
  readonly msg?: string;
}

/**
 * A line of pino for people: local time, level, plane, message, details. A package for this would load 14 others on each thread.
 *
 * @param json ends with a line break, as the result does
 */
export function prettyLine(json: string, hasColor: boolean): string {
  const { level, time, plane, msg = '', pid: _, stack, ...details } = JSON.parse(json) as LogLine;
  const { name, style } = levels[level] ?? { name: String(level), style: 'reset' };
  const paint = (how: Level['style'], text: string): string =>
    hasColor ? styleText(how, text, { validateStream: false }) : text;
  const words = [
    paint('dim', new Date(time).toTimeString().slice(0, 8)),
    paint(style, name.padEnd(5)),
    paint('dim', plane.padEnd(8)),
    printable(msg),
    ...Object.entries(details).map(([key, value]) => paint('dim', `${key}=`) + valueText(value)),
  ];
  const frames = Array.isArray(stack)
    ? stack.map((frame) => `    ${printable(String(frame))}`)
    : [];
  return `${[words.join(' '), ...frames].join('\n')}\n`;
}

function valueText(value: unknown): string {
  const isPlain = typeof value === 'string' && /^[^\s"=]+$/.test(value);
  return printable(isPlain ? value : JSON.stringify(value));
}

/** Details may quote what a deployment sent, and a terminal obeys control characters. */
function printable(text: string): string {
  return text.replaceAll(
    /\p{C}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
