import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { fileFaultWords } from './file-fault-words.ts';

/** Absolute paths. */
export interface TlsFiles {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

interface TlsFault {
  readonly key: keyof TlsFiles;
  readonly message: string;
}

/**
 * What keeps two PEM files from serving TLS, found out at start and not at the first handshake.
 * Where only one of them is named, that one is looked at.
 */
export function tlsFaults(files: TlsFiles): readonly TlsFault[] {
  const faults: TlsFault[] = [];
  const contents: { cert?: Buffer; key?: Buffer } = {};
  for (const key of ['cert', 'key'] as const) {
    const file = files[key];
    if (file === undefined) continue;
    try {
      contents[key] = readFileSync(file);
    } catch (error) {
      faults.push({ key, message: fileFaultWords(error) });
      continue;
    }
    const reason = refusal({ [key]: contents[key] });
    const kind = key === 'cert' ? 'a certificate' : 'a private key without a passphrase';
    if (reason !== null) faults.push({ key, message: `write a PEM file with ${kind} (${reason})` });
  }
  const { cert, key } = contents;
  if (faults.length > 0 || cert === undefined || key === undefined) return faults;
  const reason = refusal({ cert, key });
  if (reason === null) return [];
  return [{ key: 'key', message: `this key does not belong to the certificate (${reason})` }];
}

/** OpenSSL's reason, a fixed phrase; null when it takes them. */
function refusal(options: { readonly cert?: Buffer; readonly key?: Buffer }): string | null {
  try {
    createSecureContext(options);
    return null;
  } catch (error) {
    const { reason, code } = error as { readonly reason?: string; readonly code?: string };
    return reason ?? code ?? 'refused';
  }
}
