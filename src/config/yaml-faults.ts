import { type Document, isAlias, isMap, visit, type YAMLError } from 'yaml';

/** Something wrong with a text, at an offset. */
export interface TextFault {
  readonly offset: number;
  readonly message: string;
}

/** What a text should be. */
export interface Expected {
  /** With its article: `a config`. */
  readonly name: string;
  readonly beginning: string;
}

export const aConfig: Expected = { name: 'a config', beginning: 'primary: http://HOST:PORT' };

/** What keeps a text from being read as keys and values. A key that is there twice does not. */
export function structuralFaults(
  document: Document.Parsed,
  text: string,
  expected: Expected = aConfig,
): readonly TextFault[] {
  const { errors, warnings, contents } = document;
  const faults = [...errors, ...warnings]
    .filter(({ code }) => code !== 'DUPLICATE_KEY')
    .map((error) => ({ offset: error.pos[0], message: explain(error, text, expected) }));
  // The library would look for them in the whole document, for each alias.
  const anchors = new Set<string>();
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor);
        return;
      }
      if (node.source === '' || anchors.has(node.source)) return;
      const message =
        'there is no anchor of this name before this: put quotes around a value that starts with *';
      faults.push({ offset: node.range?.[0] ?? 0, message });
    },
  });
  if (faults.length === 0 && contents !== null && !isMap(contents)) {
    const message = `write keys and values, for example ${expected.beginning}`;
    faults.push({ offset: contents.range[0], message });
  }
  return faults;
}

/** Keys that a mapping has twice. */
export function duplicateKeys({ errors }: Document.Parsed): readonly TextFault[] {
  return errors
    .filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(({ pos: [offset] }) => ({
      offset,
      message: 'this key is here twice: keep one of the two',
    }));
}

/** For what people get wrong most, what to write instead: the parser only says what it found. */
const advice: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'put quotes around a value that starts with * or &',
  BAD_SCALAR_START: 'put quotes around this value',
  BLOCK_AS_IMPLICIT_KEY: 'put quotes around a value that contains a colon and a space',
  RESOURCE_EXHAUSTION: 'nest it less deeply',
  TAB_AS_INDENT: 'indent with spaces',
};

/** The parser quotes what it cannot read, which may be a password that begins with | for example. */
function withoutQuote(message: string, text: string): string {
  const at = message.indexOf(': ');
  return at > 0 && text.includes(message.slice(at + 2)) ? message.slice(0, at) : message;
}

function explain(
  { code, message, pos: [offset] }: YAMLError,
  text: string,
  { name }: Expected,
): string {
  // The name may be a password, or a token, that begins with !.
  if (code === 'TAG_RESOLVE_FAILED') {
    return 'this is not valid YAML: a tag is not known: put quotes around a value that starts with !';
  }
  if (code === 'MULTIPLE_DOCS') return `${name} is one document: leave out what starts with ---`;
  const what = text[offset] === '{' ? 'put quotes around a value that contains {' : advice[code];
  return `this is not valid YAML: ${withoutQuote(message, text)}${what === undefined ? '' : `: ${what}`}`;
}
