import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { fileFaultWords } from './file-fault-words.ts';

/** Absolute paths. */
export interface TlsFiles {
  /** Certificate authorities to trust, in place of the system's. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** What PEM files hold. */
export interface TlsContents {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
}

interface TlsFault {
  readonly key: keyof TlsFiles;
  readonly message: string;
}

const kinds = {
  ca: 'CA certificates',
  cert: 'a certificate',
  key: 'a private key without a passphrase',
} as const;

/** Reads PEM files and checks them, so that a fault shows now and not at the first handshake. */
export function readTlsFiles(files: TlsFiles): {
  readonly contents: TlsContents;
  readonly faults: readonly TlsFault[];
} {
  const faults: TlsFault[] = [];
  const contents: TlsContents = {};
  for (const key of ['ca', 'cert', 'key'] as const) {
    const file = files[key];
    if (file === undefined) continue;
    try {
      contents[key] = readFileSync(file);
    } catch (error) {
      faults.push({ key, message: fileFaultWords(error) });
      continue;
    }
    const reason = key === 'ca' ? caRefusal(contents[key]) : refusal({ [key]: contents[key] });
    if (reason !== null) {
      faults.push({ key, message: `write a PEM file with ${kinds[key]} (${reason})` });
    }
  }
  const { cert, key } = contents;
  if (faults.length === 0 && cert !== undefined && key !== undefined) {
    const reason = refusal({ cert, key });
    const message = `this key does not belong to the certificate (${reason})`;
    if (reason !== null) faults.push({ key: 'key', message });
  }
  return { contents, faults };
}

/** The faults of PEM files. Checks a certificate without a key, and a key without a certificate, by itself. */
export function tlsFaults(files: TlsFiles): readonly TlsFault[] {
  return readTlsFiles(files).faults;
}

/** OpenSSL's reason, a fixed phrase; null when it takes them. */
function refusal(options: { readonly cert?: Buffer; readonly key?: Buffer }): string | null {
  try {
    createSecureContext(options);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

const certificates = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** OpenSSL accepts a file without a certificate, and then trusts nobody. */
function caRefusal(pem: Buffer): string | null {
  const text = pem.toString('latin1');
  const blocks = text.match(certificates) ?? [];
  if (blocks.length === 0) return 'it has no certificate';
  if (text.split('-----BEGIN CERTIFICATE-----').length > blocks.length + 1)
    return 'a certificate is cut off';
  try {
    for (const block of blocks) void new X509Certificate(block);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  const { reason, code } = error as { readonly reason?: string; readonly code?: string };
  return reason ?? code ?? 'refused';
}
