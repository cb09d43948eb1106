import { type Document, parseDocument, visit } from 'yaml';
import { offsetOf } from '../node-place.ts';
import { duplicateKeys, structuralFaults, type TextFault } from '../yaml-faults.ts';
import { createJsonPlaces, type JsonPlaces } from './json-places.ts';

/** A parsed document, with the positions of its values. */
export type DocumentText =
  | {
      readonly value: unknown;
      readonly offsetOf: (path: readonly PropertyKey[]) => number;
      readonly faults: readonly TextFault[];
    }
  /** At least one fault. */
  | { readonly value: undefined; readonly offsetOf: null; readonly faults: readonly TextFault[] };

/** A YAML parser takes a second for 2 MB, and Parallax reloads its config while it runs. */
const yamlBytesMax = 4 * 1024 * 1024;

/** The most aliases, nested ones counted as if they were expanded: real documents have some hundreds. */
const aliasCountMax = 10_000;

/** The library looks for an anchor in the whole document, for each alias within another one. */
const aliasesMax = 1000;

/** Reads JSON as such, which is 50 times as fast, and everything else as YAML. */
export function readDocumentText(text: string): DocumentText {
  if (/^\s*\{/.test(text)) {
    const parsed = parseJson(text);
    if (parsed !== undefined) {
      const places = createJsonPlaces(text);
      return { value: parsed.value, offsetOf: places.offsetOf, faults: duplicatePaths(places) };
    }
  }
  return readYaml(text);
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Parsed as YAML, its faults have a line and a column.
    return undefined;
  }
}

/** The YAML parser finds duplicate keys; `JSON.parse` drops the first one. */
function duplicatePaths(places: JsonPlaces): readonly TextFault[] {
  return places.duplicatesAt(['paths']).map((offset) => {
    return { offset, message: 'this key is here twice: keep one of the two' };
  });
}

function readYaml(text: string): DocumentText {
  if (text.length > yamlBytesMax) {
    return failed(
      0,
      'a YAML document may have at most 4 MiB: write it as JSON, which may have 16 MiB',
    );
  }
  try {
    return readYamlDocument(text);
  } catch (error) {
    if (error instanceof RangeError) return failed(0, 'nest it less deeply');
    throw error;
  }
}

function readYamlDocument(text: string): DocumentText {
  const document = parseDocument(text, {
    prettyErrors: false,
    stringKeys: true,
    merge: true,
    logLevel: 'error',
  });
  const aliases = aliasesOf(document);
  if (aliases.length > aliasesMax) return failed(aliases[aliasesMax] ?? 0, tooManyAliases);
  const faults = structuralFaults(document, text, {
    name: 'an OpenAPI document',
    beginning: 'openapi: 3.1.0',
  });
  if (faults.length > 0) return { value: undefined, offsetOf: null, faults };
  try {
    const value: unknown = document.toJS({ maxAliasCount: aliasCountMax });
    const placeOf = (path: readonly PropertyKey[]): number => offsetOf(document, path);
    return { value, offsetOf: placeOf, faults: duplicateKeys(document) };
  } catch (error) {
    // The library reports too many aliases only in this way.
    if (!(error instanceof ReferenceError)) throw error;
    return failed(aliases[0] ?? 0, tooManyAliases);
  }
}

const tooManyAliases = 'the aliases expand to too much: write their values in place of some';

/** The offsets of the aliases in a document. */
function aliasesOf(document: Document.Parsed): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Alias(_, { range }) {
      offsets.push(range?.[0] ?? 0);
    },
  });
  return offsets;
}

function failed(offset: number, message: string): DocumentText {
  return { value: undefined, offsetOf: null, faults: [{ offset, message }] };
}
