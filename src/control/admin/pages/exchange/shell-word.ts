/**
 * Bytes as one word of a POSIX shell with ANSI-C quoting (bash, zsh, ksh, POSIX 2024). Printable ASCII
 * stays as it is; other bytes become escapes, so that neither a terminal nor history expansion acts on them. A
 * word cannot hold a NUL.
 */
export function shellWord(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  if (/^[ -~]*$/.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${text.replaceAll(/[^ "-&(-[\]-~]/g, octal)}'`;
}

/** Bytes as a `printf` format, which can write every byte. */
export function printfFormat(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return `'${text.replaceAll(/[^ "-$&(-[\]-~]/g, octal)}'`;
}

/** Always three digits, so that a digit behind the escape does not become part of it. */
function octal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
