import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { type ConfigFault, type FilePlace, inReadingOrder, pathText } from './fault.ts';
import { fileFaultWords } from './file-fault-words.ts';
import { isWrittenAt, offsetOf, offsetOfKey, scalarAt } from './node-place.ts';
import { type SchemaNode, schemaTree } from './schema-tree.ts';
import { type Environment, substitute } from './substitute.ts';
import {
  aConfig,
  duplicateKeys,
  type Expected,
  structuralFaults,
  type TextFault,
} from './yaml-faults.ts';

/** A config file, read and filled in, with the position of each key. */
export interface ConfigFile {
  readonly input: Record<string, unknown>;
  /** The position of the value at a path, or the nearest one if there is none. */
  placeOf(path: readonly PropertyKey[]): FilePlace;
  placeOfKey(path: readonly PropertyKey[]): FilePlace;
  /** Whether the file has a value for a path. */
  isSet(path: readonly PropertyKey[]): boolean;
  /** The variables of the environment in the value at a path. */
  variablesAt(path: readonly PropertyKey[]): readonly string[];
  /** Whether the value at a path could not be filled in: this is already a fault. */
  isBroken(path: readonly PropertyKey[]): boolean;
}

export interface OpenedFile {
  /** Null for a file that cannot be read, or whose keys and values cannot be separated. */
  readonly file: ConfigFile | null;
  /** Faults of its syntax and variables. */
  readonly faults: readonly ConfigFault[];
}

/** The kind of a file. */
export interface FileKind {
  readonly tree: SchemaNode;
  readonly expected: Expected;
}

const configKind: FileKind = { tree: schemaTree, expected: aConfig };

/** @param kind a config of Parallax by default */
export function openConfigFile(
  name: string,
  environment: Environment,
  { tree, expected }: FileKind = configKind,
): OpenedFile {
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    return { file: null, faults: [{ place: null, subject: name, message: fileFaultWords(error) }] };
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const placeAt = (offset: number): FilePlace => {
    const { line, col } = lineCounter.linePos(offset);
    return { file: name, line, column: col };
  };
  const fault = ({ offset, message }: TextFault, path: readonly PropertyKey[]): ConfigFault => ({
    place: placeAt(offset),
    subject: pathText(path),
    message,
  });

  const structural = structuralFaults(document, text, expected).map((one) => fault(one, []));
  if (structural.length > 0) return { file: null, faults: onePerLine(structural) };
  const { variables, faults: unfilled } = substitute(document, environment, tree);
  return {
    file: {
      input: (document.toJS({ maxAliasCount: -1 }) ?? {}) as Record<string, unknown>,
      placeOf: (path) => placeAt(offsetOf(document, path)),
      placeOfKey: (path) => placeAt(offsetOfKey(document, path)),
      isSet: (path) => isWrittenAt(document, path, tree),
      variablesAt: (path) => variables.get(scalarAt(document, path)) ?? [],
      isBroken: (path) => unfilled.has(scalarAt(document, path)),
    },
    faults: [
      ...duplicateKeys(document).map((one) => fault(one, [])),
      ...[...unfilled].map(([node, { path, message }]) =>
        fault({ offset: node?.range?.[0] ?? 0, message }, path),
      ),
    ],
  };
}

/** After the first fault, further faults of the parser on the same line do not help. */
export function onePerLine(faults: readonly ConfigFault[]): readonly ConfigFault[] {
  return inReadingOrder(faults).filter(
    ({ place }, index, sorted) => place?.line !== sorted[index - 1]?.place?.line,
  );
}
