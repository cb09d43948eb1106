import type { Nature } from '../../vocabulary/difference.ts';
import { shapeChange } from './shape-change.ts';
import { shapeOf, type ValueShape } from './value-shape.ts';

const mintedNames: ReadonlySet<string> = new Set(['uuid', 'uppercase uuid', 'ulid', 'jwt']);
const timeNames: ReadonlySet<string> = new Set(['HTTP date', 'date']);

/** The kind of value that both are, if both look the same; null if that does not explain noise. */
export function natureOf(primary: unknown, candidate: unknown): Nature | null {
  if (shapeChange(primary, candidate) !== null) return null;
  return natureOfShape(shapeOf(primary)) ?? natureOfShape(shapeOf(candidate));
}

function natureOfShape(shape: ValueShape): Nature | null {
  switch (shape.is) {
    case 'hex':
    case 'token':
    case 'prefixed':
      return 'minted';
    case 'plain':
      if (timeNames.has(shape.name)) return 'time';
      return mintedNames.has(shape.name) ? 'minted' : null;
    case 'time':
      return 'time';
    case 'integer':
      return shape.name.startsWith('epoch') ? 'time' : 'number';
    case 'decimal':
    case 'digits':
      return 'number';
    case 'path':
    case 'word':
    case 'text':
      return null;
  }
}
