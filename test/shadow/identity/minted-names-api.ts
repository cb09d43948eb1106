import type { App, AppAnswer, AppRequest } from '../world/two-deployments.ts';

/** An error of the candidate, once. */
export type Fault =
  | 'a right for another user'
  | 'a right that is dropped'
  | 'a revision that is not checked'
  | 'a lost update'
  | 'a slug that is kept'
  | 'a slug of another thing'
  | 'a wrong content'
  | 'a thing that is not deleted';

interface Note {
  readonly objectId: string;
  title: string;
  slug: string;
  acl: Record<string, unknown>;
  version: string;
  changes: number;
}

export interface MintedNamesOptions {
  /** Each deployment has its own generator, so that no two generate the same. */
  readonly random: () => number;
  readonly fault?: Fault;
  /** The error occurs from this use on. */
  readonly onUse?: number;
  readonly onFault?: () => void;
}

/**
 * Users and notes. Ids have eight to eleven characters, and are names in maps of rights; a note has a
 * slug with a random end that each rename mints anew, a revision that each write mints anew and the next
 * one must bring, and a counter of its changes.
 */
export function mintedNamesApi({ random, fault, onUse = 1, onFault }: MintedNamesOptions): App {
  const users: string[] = [];
  const notes: Note[] = [];
  let uses = 0;

  function isWrong(one: Fault): boolean {
    if (one !== fault) return false;
    uses += 1;
    if (uses !== onUse) return false;
    onFault?.();
    return true;
  }

  function text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  }

  const idOf = (): string => text(letters, 8 + Math.floor(random() * 4));
  const slugOf = (title: string): string =>
    `${title.toLowerCase().replaceAll(' ', '-')}-${text(consonants, 6)}`;
  const revisionOf = (count: number): string => `${count}-${text(hexDigits, 12)}`;
  const find = (name: string | undefined): Note | undefined =>
    notes.find(({ objectId, slug }) => objectId === name || slug === name);

  function write(note: Note, { json }: AppRequest): void {
    const { title = note.title, acl = note.acl } = json as Partial<Note>;
    if (title !== note.title) {
      const other = notes.find((one) => one !== note);
      if (isWrong('a slug that is kept')) onFault?.();
      else if (other !== undefined && isWrong('a slug of another thing')) note.slug = other.slug;
      else note.slug = slugOf(title);
    }
    note.title = isWrong('a wrong content') ? `${title}!` : title;
    note.acl = rightsOf(acl);
    note.changes += 1;
    note.version = revisionOf(note.changes);
  }

  function rightsOf(acl: Record<string, unknown>): Record<string, unknown> {
    const [user] = Object.keys(acl);
    const other = users.find((one) => !(one in acl));
    if (user !== undefined && other !== undefined && isWrong('a right for another user')) {
      return { ...Object.fromEntries(Object.entries(acl).slice(1)), [other]: acl[user] };
    }
    return user !== undefined && isWrong('a right that is dropped')
      ? Object.fromEntries(Object.entries(acl).slice(1))
      : acl;
  }

  function onNote(request: AppRequest, note: Note): AppAnswer {
    const reader = request.fields['x-user'] ?? '';
    switch (request.method) {
      case 'GET':
        return { fields: tagOf(note), body: { note: { ...note, mine: reader in note.acl } } };
      case 'DELETE':
        if (!isWrong('a thing that is not deleted')) notes.splice(notes.indexOf(note), 1);
        return { status: 204 };
      default: {
        const brought = request.json['version'] ?? request.fields['if-match']?.replaceAll('"', '');
        if (brought !== note.version && !isWrong('a revision that is not checked')) {
          return { status: 409, body: { error: 'conflict' } };
        }
        const before = { ...note };
        write(note, request);
        const shown = { ...note };
        if (isWrong('a lost update')) Object.assign(note, before);
        return { fields: tagOf(shown), body: { note: shown } };
      }
    }
  }

  return (request) => {
    const { method, path, json } = request;
    const [, collection, name] = path.split('/');
    if (collection === 'users') {
      const objectId = idOf();
      users.push(objectId);
      return { status: 201, body: { objectId, name: json['name'] } };
    }
    if (name === undefined && method === 'GET') return { body: { notes } };
    if (name === undefined) {
      const title = String(json['title']);
      const made = {
        objectId: idOf(),
        title,
        slug: slugOf(title),
        version: revisionOf(1),
        changes: 1,
      };
      const note: Note = { ...made, acl: rightsOf(json['acl'] as Record<string, unknown>) };
      notes.push(note);
      return {
        status: 201,
        fields: ['Location', `/notes/${note.slug}`],
        body: { note: { ...note } },
      };
    }
    const note = find(name);
    return note === undefined ? { status: 404, body: { error: 'none' } } : onNote(request, note);
  };
}

function tagOf({ version }: Note): readonly string[] {
  return ['ETag', `"${version}"`];
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const consonants = 'bcdfghjkmnpqrstvwxz23456789';
const hexDigits = '0123456789abcdef';
