/**
 * Bytes as one word of a POSIX shell with ANSI-C quoting (bash, zsh, ksh, POSIX 2024). Printable ASCII
 * stands in quotes; all else is an escape, so that neither a terminal nor a history expansion acts on it. No
 * word can hold a NUL.
 */
export function shellWord(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  if (/^[ -~]*$/.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${text.replaceAll(/[^ "-&(-[\]-~]/g, octal)}'`;
}

/** Bytes as the format of `printf`, which can write every byte. */
export function printfFormat(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return `'${text.replaceAll(/[^ "-$&(-[\]-~]/g, octal)}'`;
}

/** All three digits: a digit behind it is none of its own. */
function octal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
