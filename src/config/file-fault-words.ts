/** Why a file cannot be read, as a text; with the system's code for rare faults. */
export function fileFaultWords(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'an unknown fault';
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
      return 'this user may not read the file';
    case 'EISDIR':
      return 'this is a directory: write the path of a file';
    default:
      return `the file cannot be read (${code})`;
  }
}
