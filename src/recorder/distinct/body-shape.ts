import { hash } from 'node:crypto';
import { looksMinted } from '../../vocabulary/identifier.ts';
import { fieldValue, type RawFields } from '../../vocabulary/raw-head.ts';

/** Deeper or later content does not change the shape. */
const depthMax = 6;
const namesMax = 200;
const elementsMax = 20;
/** For a larger body, only the content type counts. */
const parsedBytesMax = 1024 * 1024;

/**
 * A digest of the names and types of the members of a JSON body, without values; for another body, its
 * content type.
 */
export function bodyShape(body: Uint8Array, fields: RawFields): string {
  if (body.byteLength === 0) return 'empty';
  const type = (fieldValue(fields, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  const value = body.byteLength > parsedBytesMax ? undefined : jsonIn(body);
  if (value === undefined) return `type ${type}`;
  const names = { left: namesMax };
  return hash('sha256', shapeOf(value, 0, names), 'base64').slice(0, 16);
}

function shapeOf(value: unknown, depth: number, names: { left: number }): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (depth === depthMax) return '…';
  if (Array.isArray(value)) {
    const shapes = value.slice(0, elementsMax).map((one) => shapeOf(one, depth + 1, names));
    return `[${[...new Set(shapes)].sort().join('|')}]`;
  }
  const members = new Set<string>();
  for (const [name, member] of Object.entries(value)) {
    if (names.left === 0) break;
    names.left -= 1;
    // In an object by ids, the ids are values.
    members.add(`${looksMinted(name) ? '*' : name}:${shapeOf(member, depth + 1, names)}`);
  }
  return `{${[...members].sort().join(',')}}`;
}

function jsonIn({ buffer, byteOffset, byteLength }: Uint8Array): unknown {
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
