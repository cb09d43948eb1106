/** Changes the text of a request head: start line and fields, each ended by CRLF. */
export type HeadEdit = (head: string) => string;

/** CGI and similar interfaces replace every character of a name that is not a letter or digit with `_`. */
const forwardedForFields = /\r\nx[^a-z0-9:\r]forwarded[^a-z0-9:\r]for:([^\r]*)/gi;

/**
 * `X-Forwarded-For` is a list and grows; scheme and host come from the first proxy.
 *
 * @param client its address; undefined for one on a Unix socket, which has none
 */
export function appendForwarded(client: string | undefined, scheme: 'http' | 'https'): HeadEdit {
  const address = (client ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
  return (head) => {
    let edited = withForwardedFor(head, address);
    if (lastField(head, 'x-forwarded-proto') === null) {
      edited = withField(edited, 'X-Forwarded-Proto', scheme);
    }
    // The host of an absolute URL has priority over the field (RFC 9112, section 3.2.2).
    const host = authorityOf(targetOf(head)) ?? lastField(head, 'host')?.value;
    if (host !== undefined && lastField(head, 'x-forwarded-host') === null) {
      edited = withField(edited, 'X-Forwarded-Host', host);
    }
    return edited;
  };
}

/** Sets the upstream's host in `Host` and in an absolute target, for servers that choose a site by them. */
export function replaceHost(authority: string): HeadEdit {
  return (head) => {
    const edited = head.replace(
      /^([^ ]+ [a-z][a-z0-9+.-]*:\/\/)[^/?# ]*/i,
      (_, before: string) => before + authority,
    );
    return lastField(head, 'host') === null
      ? withField(edited, 'Host', authority)
      : edited.replace(/(\r\nhost:)[^\r]*/gi, (_, name: string) => `${name} ${authority}`);
  };
}

/**
 * Removes fields that would bypass the edits: upgrades to protocols in which HTTP requests continue unedited, and
 * `Connection` options that make the next proxy drop the fields that Parallax writes.
 */
export function withoutDetours(head: string): string {
  if (!detour.test(head)) return head;
  const upgrades = optionsOf(head, 'upgrade');
  const kept = upgrades.options.filter((protocol) => !otherHttp.test(protocol));
  const connection = optionsOf(upgrades.others, 'connection');
  const options = connection.options.filter(
    (option) =>
      !ownName.test(option) &&
      !/^http2-settings$/i.test(option) &&
      (kept.length > 0 || !/^upgrade$/i.test(option)),
  );
  let edited = connection.others.replaceAll(/\r\nhttp2-settings:[^\r]*/gi, '');
  if (kept.length > 0) edited = withField(edited, 'Upgrade', kept.join(', '));
  return options.length === 0 ? edited : withField(edited, 'Connection', options.join(', '));
}

const detour =
  /\r\nupgrade:[^\r]*(?:h2|http|tls)|\r\nconnection:[^\r]*(?:forwarded|host|http2-settings)/i;
const otherHttp = /h2|http|tls/i;
const ownName = /^(?:.*forwarded.*|host)$/i;

/** Whether a server that merges trailers into the head would read them in place of edited fields. */
export function isEditedName(name: string): boolean {
  return /^(?:host|(?:x[^a-z0-9])?forwarded(?:[^a-z0-9][a-z]*)?)$/i.test(name);
}

/** Announces in the head of an answer that no other will follow on its connection. */
export function announceClose(head: string): string {
  const { options, others } = optionsOf(head, 'connection');
  if (options.some((option) => /^close$/i.test(option))) return head;
  const kept = options.filter((option) => !/^(keep-alive)?$/i.test(option));
  return withField(others, 'Connection', [...kept, 'close'].join(', '));
}

/**
 * Whether all servers find the same host in this head of a request: at most one `Host`, and a target that is a
 * path, `*` or an absolute URL.
 */
export function isUnambiguous(head: string): boolean {
  const target = targetOf(head);
  const isKnownForm = target.startsWith('/') || target === '*' || authorityOf(target) !== null;
  return isKnownForm && !/\r\nhost:[^]*\r\nhost:/i.test(head);
}

/** The elements of all fields of a name, and the head without these fields. */
function optionsOf(head: string, name: string): { options: string[]; others: string } {
  const options: string[] = [];
  const others = head.replaceAll(
    new RegExp(`\\r\\n${name}:([^\\r]*)`, 'gi'),
    (_, value: string) => {
      options.push(...value.split(',').map((option) => option.trim()));
      return '';
    },
  );
  return { options, others };
}

interface FoundField {
  readonly value: string;
  /** The offset after the value. */
  readonly end: number;
}

function lastField(head: string, lowerCaseName: string): FoundField | null {
  const start = head.toLowerCase().lastIndexOf(`\r\n${lowerCaseName}:`);
  if (start < 0) return null;
  const valueAt = start + lowerCaseName.length + 3;
  const end = head.indexOf('\r\n', valueAt);
  return { value: head.slice(valueAt, end).trim(), end };
}

function withField(head: string, name: string, value: string): string {
  return `${head.slice(0, -2)}${name}: ${value}\r\n\r\n`;
}

/**
 * Servers differ in which of several equal fields they read, and some read `_` or `.` in a name as `-`. So one
 * field remains, with all values.
 */
function withForwardedFor(head: string, address: string): string {
  const values: string[] = [];
  const others = head.replace(forwardedForFields, (_, value: string) => {
    values.push(value.trim());
    return '';
  });
  const only = values.length === 1 ? lastField(head, 'x-forwarded-for') : null;
  if (only !== null) return `${head.slice(0, only.end)}, ${address}${head.slice(only.end)}`;
  return withField(others, 'X-Forwarded-For', [...values, address].join(', '));
}

function targetOf(head: string): string {
  const start = head.indexOf(' ') + 1;
  return head.slice(start, head.indexOf(' ', start));
}

/** Host and port of an absolute target; null for other targets. */
function authorityOf(target: string): string | null {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]+)/i.exec(target)?.[1];
  return authority === undefined ? null : authority.slice(authority.lastIndexOf('@') + 1);
}
