import { hash } from 'node:crypto';
// Importing the whole library takes 12 MB and 170 ms more at the start.
import type { DocumentNode, OperationDefinitionNode } from 'graphql/language/ast.js';
import { Kind } from 'graphql/language/kinds.js';
import { parse } from 'graphql/language/parser.js';
import { print } from 'graphql/language/printer.js';
import { visit } from 'graphql/language/visitor.js';
import { threadCpuMs } from '../../vocabulary/thread-cpu.ts';

/** The needed facts about a GraphQL document. */
export interface GraphqlDocument {
  readonly operations: readonly OperationDefinitionNode[];
  /** The names of all arguments, and of the members within them. */
  readonly argumentNames: ReadonlySet<string>;
  /** SHA-256 of the document without white space, comments and literals: those may be ids. */
  shapeHash(): string;
}

interface Remembered {
  /** Null if it cannot be parsed. */
  readonly document: GraphqlDocument | null;
  /** Its approximate size in memory. */
  readonly bytes: number;
}

/** Parses a document; null if it is not one, is too large, or would take too long. */
export type ReadGraphqlDocument = (query: unknown) => GraphqlDocument | null;

/** A longer document is not parsed: its effect is unknown. */
const documentCharsMax = 64 * 1024;
const tokensMax = 10_000;

/** The limit for all remembered documents. */
const rememberedBytesMax = 32 * 1024 * 1024;
/** The measured memory of a token in a parsed document. */
const tokenBytes = 200;
/** Bounds the number of short documents, too. */
const documentBytes = 500;

/**
 * Clients send the same few documents, with other variables. A client that always sends new ones costs at
 * most this share of the thread's time.
 */
const readShareMax = 0.25;
/** Milliseconds of CPU time. One document may take longer than that, and leaves no larger debt. */
const readAtOnceMs = 1000;

/** Both in milliseconds. */
interface Clocks {
  /** A monotonic clock. */
  readonly now: () => number;
  /** The CPU time of the thread: on a busy machine, parsing takes longer by the clock, and costs no more. */
  readonly cpuMs: () => number;
}

const clocksOfThread: Clocks = { now: () => performance.now(), cpuMs: threadCpuMs };

export function createGraphqlDocuments({
  now,
  cpuMs,
}: Clocks = clocksOfThread): ReadGraphqlDocument {
  /** The least recently used first. */
  const documents = new Map<string, Remembered>();
  let bytes = 0;
  let leftMs = readAtOnceMs;
  let leftAt = now();

  function readInTime(query: string): GraphqlDocument | null {
    const askedAt = now();
    leftMs = Math.min(readAtOnceMs, leftMs + (askedAt - leftAt) * readShareMax);
    leftAt = askedAt;
    if (leftMs <= 0) return null;
    const startedAtMs = cpuMs();
    const remembered = read(query);
    leftMs = Math.max(-readAtOnceMs, leftMs - (cpuMs() - startedAtMs));
    remember(query, remembered);
    return remembered.document;
  }

  function remember(query: string, one: Remembered): void {
    documents.set(query, one);
    bytes += one.bytes;
    for (const [oldest, forgotten] of documents) {
      if (bytes <= rememberedBytesMax) return;
      documents.delete(oldest);
      bytes -= forgotten.bytes;
    }
  }

  return (query) => {
    if (typeof query !== 'string' || query.length > documentCharsMax) return null;
    const known = documents.get(query);
    if (known === undefined) return readInTime(query);
    documents.delete(query);
    documents.set(query, known);
    return known.document;
  };
}

/** Shared by all users that parse the same requests. */
export const readGraphqlDocument: ReadGraphqlDocument = createGraphqlDocuments();

/** The operation that a request executes (GraphQL, section 6.1); null if unknown. */
export function chosenOperation(
  { operations }: GraphqlDocument,
  operationName: unknown,
): OperationDefinitionNode | null {
  if (typeof operationName === 'string' && operationName !== '') {
    return operations.find(({ name }) => name?.value === operationName) ?? null;
  }
  return operations.length === 1 ? (operations[0] ?? null) : null;
}

function read(query: string): Remembered {
  const bytes = documentBytes + 2 * query.length;
  try {
    const node = parse(query, { noLocation: true, maxTokens: tokensMax });
    const { tokenCount = query.length } = node;
    return { document: documentOf(node), bytes: bytes + tokenBytes * tokenCount };
  } catch {
    // Not GraphQL, or nested too deeply.
    return { document: null, bytes };
  }
}

function documentOf(node: DocumentNode): GraphqlDocument {
  const operations = node.definitions.flatMap((one) =>
    one.kind === Kind.OPERATION_DEFINITION ? [one] : [],
  );
  let shape: string | null = null;
  return {
    operations,
    argumentNames: argumentNamesIn(node),
    shapeHash: () => (shape ??= hash('sha256', print(withoutLiterals(node)))),
  };
}

function argumentNamesIn(node: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(node, {
    Argument: ({ name }) => void names.add(name.value),
    ObjectField: ({ name }) => void names.add(name.value),
  });
  return names;
}

function withoutLiterals(node: DocumentNode): DocumentNode {
  return visit(node, {
    IntValue: (value) => ({ ...value, value: '0' }),
    FloatValue: (value) => ({ ...value, value: '0' }),
    StringValue: (value) => ({ ...value, value: '', block: false }),
    ListValue: (value) => ({ ...value, values: [] }),
    ObjectValue: (value) => ({ ...value, fields: [] }),
  });
}
