import type { Step } from '../rules/rule-state.ts';

/** A member of an object that is overwritten by a later one of the same name. */
export interface Overwritten {
  readonly path: readonly Step[];
  /** The JSON text of its value. */
  readonly text: string;
}

/** More of them would not help. */
const overwrittenMax = 100;

interface OpenContainer {
  readonly start: number;
  /** The position of each name's value; null for arrays. */
  readonly members: Map<string, readonly [start: number, end: number]> | null;
  /** The name or index of the next value. */
  step: Step;
  expectsName: boolean;
}

/**
 * Finds members whose name is repeated in their object. RFC 8259, section 4, leaves open which of them
 * counts: `JSON.parse` takes the last one, and other clients do not.
 *
 * @param text valid JSON
 */
export function findOverwritten(text: string): readonly Overwritten[] {
  const found: Overwritten[] = [];
  const open: OpenContainer[] = [];
  let at = 0;

  function endValue(start: number, end: number): void {
    const container = open.at(-1);
    if (container === undefined) return;
    if (container.members === null) {
      container.step = Number(container.step) + 1;
      return;
    }
    const name = String(container.step);
    const before = container.members.get(name);
    if (before !== undefined && found.length < overwrittenMax) {
      found.push({ path: open.map(({ step }) => step), text: text.slice(...before) });
    }
    container.members.set(name, [start, end]);
    container.expectsName = true;
  }

  function openContainer(isArray: boolean): void {
    open.push({
      start: at,
      members: isArray ? null : new Map(),
      step: 0,
      expectsName: !isArray,
    });
    at += 1;
  }

  while (at < text.length) {
    const start = at;
    switch (text.charAt(at)) {
      case '{':
        openContainer(false);
        break;
      case '[':
        openContainer(true);
        break;
      case '}':
      case ']':
        at += 1;
        endValue(open.pop()?.start ?? 0, at);
        break;
      case '"': {
        at = stringEnd(text, at);
        const container = open.at(-1);
        if (container?.expectsName === true) {
          container.step = JSON.parse(text.slice(start, at)) as string;
          container.expectsName = false;
        } else endValue(start, at);
        break;
      }
      case ',':
      case ':':
      case ' ':
      case '\t':
      case '\n':
      case '\r':
        at += 1;
        break;
      default:
        at = wordEnd(text, at);
        endValue(start, at);
    }
  }
  return found;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

const wordEnds: ReadonlySet<string> = new Set([',', '}', ']', ' ', '\t', '\n', '\r']);

/** The end of a number, or of `true`, `false` or `null`. */
function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !wordEnds.has(text[at] ?? '')) at += 1;
  return at;
}
