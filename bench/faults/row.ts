/** The result of one fault. */
export interface Row {
  readonly fault: string;
  readonly requests: number;
  /** What the clients saw, in words. */
  readonly clients: string;
  /** How Parallax counted the requests, in words. */
  readonly counted: string;
  /** Memory of Parallax at the end. */
  readonly residentBytes: number;
  /** Lost or wrong bytes of clients; empty if each saw the expected bytes. */
  readonly losses: readonly string[];
  /** Other faults of Parallax: wrong counts and restarted planes. */
  readonly faultsOfParallax: readonly string[];
}

export function markdownTable(rows: readonly Row[]): string {
  const lines = rows.map(({ fault, requests, clients, counted }) =>
    [fault, requests.toLocaleString('en'), clients, counted].join(' | '),
  );
  return [
    'fault | requests | what clients saw | what was counted',
    '--- | ---: | --- | ---',
    ...lines,
  ]
    .map((line) => `| ${line} |`)
    .join('\n');
}

/** `3 match, 2 mismatch`, without what is 0. */
export function countWords(counts: Readonly<Record<string, number>>): string {
  const words = Object.entries(counts).flatMap(([name, count]) =>
    count === 0 ? [] : [`${count.toLocaleString('en')} × ${name.replaceAll('_', ' ')}`],
  );
  return words.length === 0 ? 'nothing' : words.join(', ');
}
