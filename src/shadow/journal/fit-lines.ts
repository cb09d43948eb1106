import type { JournaledPart } from './journaled-part.ts';

/** The lines for which there was no room. */
export interface LeftOutLines {
  /** The number of lines that were shortened. */
  readonly shortened: number;
  readonly dropped: number;
}

/** How full a half may be when it is started, so that it is not full again at once. */
const startShare = 3 / 4;

/**
 * Writes the lines of all parts into one text. Each part may use half of the room that those before it left,
 * and the last one all of it, so that no part takes everything. The lines that would be forgotten first are
 * shortened first, and dropped if that is not enough.
 */
export function fitLines(
  parts: readonly (readonly [sign: string, part: JournaledPart])[],
  bytesMax: number,
  lineOf: (sign: string, line: unknown) => string,
): { readonly text: string; readonly leftOut: ReadonlyMap<string, LeftOutLines> } {
  let left = Math.floor(bytesMax * startShare);
  const texts: string[] = [];
  const leftOut = new Map<string, LeftOutLines>();
  for (const [at, [sign, part]] of parts.entries()) {
    const partMax = at === parts.length - 1 ? left : left / 2;
    const { written, bytes, ...rest } = fitPart(part, partMax, (line) => lineOf(sign, line));
    texts.push(...written);
    left -= bytes;
    leftOut.set(sign, rest);
  }
  return { text: texts.join(''), leftOut };
}

interface FittedPart extends LeftOutLines {
  readonly written: readonly string[];
  readonly bytes: number;
}

function fitPart(
  part: JournaledPart,
  bytesMax: number,
  written: (line: unknown) => string,
): FittedPart {
  const lines = part.lines() as readonly never[];
  const whole = lines.map(written);
  const wholeBytes = whole.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (wholeBytes <= bytesMax)
    return { written: whole, bytes: wholeBytes, shortened: 0, dropped: 0 };
  const brief = lines.map((line, at) =>
    part.shortened === undefined ? (whole[at] ?? '') : written(part.shortened(line)),
  );
  return latestThatFit(whole, brief, bytesMax);
}

/**
 * Keeps the latest lines complete, as long as all others fit in short form; then as many of the others as
 * there is room for.
 */
function latestThatFit(
  whole: readonly string[],
  brief: readonly string[],
  bytesMax: number,
): FittedPart {
  const kept: string[] = [];
  let bytes = brief.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  let dropped = 0;
  while (bytes > bytesMax && dropped < brief.length) {
    bytes -= Buffer.byteLength(brief[dropped] ?? '');
    dropped += 1;
  }
  let shortened = 0;
  for (let at = whole.length - 1; at >= dropped; at -= 1) {
    const [long, short] = [whole[at] ?? '', brief[at] ?? ''];
    const more = Buffer.byteLength(long) - Buffer.byteLength(short);
    const fits = more === 0 || (shortened === 0 && bytes + more <= bytesMax);
    if (fits) bytes += more;
    else shortened += 1;
    kept.push(fits ? long : short);
  }
  return { written: kept.toReversed(), bytes, shortened, dropped };
}
