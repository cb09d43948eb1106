import type { Servers } from './document-schema.ts';

/** The position of a fault in the list of servers, and what to write instead. */
interface ServerFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

interface BasePaths {
  /** Without a slash at the end, each once; the root of the host is empty. */
  readonly paths: readonly string[];
  readonly faults: readonly ServerFault[];
}

/** The most servers of a document. */
const serversMax = 100;

/** The paths of the servers of a document, which precede its templates. Without a server, it is the root. */
export function basePathsOf(servers: Servers): BasePaths {
  if (servers === undefined || servers === null || servers.length === 0) {
    return { paths: [''], faults: [] };
  }
  if (servers.length > serversMax) {
    const message = `write at most ${serversMax} servers`;
    return { paths: [], faults: [{ path: [], message }] };
  }
  const paths = new Set<string>();
  const faults: ServerFault[] = [];
  for (const [index, { url, variables }] of servers.entries()) {
    const missing = new Set<string>();
    const filled = url.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
      const known = variables ?? {};
      if (Object.hasOwn(known, name)) return known[name]?.default ?? '';
      missing.add(name);
      return '';
    });
    for (const name of missing) {
      const message = `the variable {${name}} has no default: write it below variables`;
      faults.push({ path: [index, 'url'], message });
    }
    if (missing.size > 0) continue;
    // A relative one is relative to the address of the document, which is unknown here.
    const parsed = URL.parse(filled, 'http://document.invalid/');
    if (parsed?.pathname.startsWith('/')) paths.add(parsed.pathname.replace(/\/+$/, ''));
    else faults.push({ path: [index, 'url'], message: 'write a URL, or a path such as /v1' });
  }
  return { paths: [...paths], faults };
}
