/** A value that a deployment was sent in place of the client's, which the answer may echo. */
export interface SentValue {
  readonly sent: string;
  readonly clients: string;
}

/** A shorter text may occur in an answer for another reason. */
const charsMin = 16;

/** Characters that JSON, HTML and headers write in the same way. */
const plainText = /^[ !#-%(-;=?-[\]-~]+$/;

/** Whether a value cannot mean anything else in an answer. */
export function isUnmistakable({ sent, clients }: SentValue): boolean {
  return sent.length >= charsMin && plainText.test(sent) && plainText.test(clients);
}

/** No ordinary answer repeats the headers of a request more often. */
const echoesMax = 32;

/**
 * Replaces values that a deployment was sent with the client's, where they are whole words. Everything else
 * stays as it is.
 */
export function inClientsValues(text: string, values: readonly SentValue[]): string {
  let written = text;
  for (const { sent, clients } of values) {
    if (!written.includes(sent)) continue;
    let out = '';
    let from = 0;
    let count = 0;
    for (let at = written.indexOf(sent); at !== -1; at = written.indexOf(sent, at + 1)) {
      const end = at + sent.length;
      if (at < from || isWordAt(written, at - 1) || isWordAt(written, end)) continue;
      if (count === echoesMax) break;
      count += 1;
      out += written.slice(from, at) + clients;
      from = end;
    }
    written = out + written.slice(from);
  }
  return written;
}

function isWordAt(text: string, at: number): boolean {
  return /[A-Za-z0-9]/.test(text[at] ?? '');
}
