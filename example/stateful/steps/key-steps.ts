import { drawItem, drawKey, type Member, type OwnKey } from '../member.ts';
import {
  expectEqual,
  jsonOf,
  sessionHeaders,
  type StatefulAnswer,
  type Step,
  type StepMaker,
} from '../step.ts';

interface KeyView {
  readonly id: string | number;
  readonly keyName: string;
}

export const listKeys: StepMaker = (member) => ({
  request: { method: 'GET', path: `/api/virtual-keys?team=${member.team}&limit=100` },
  status: 200,
  learn: (answer) => {
    const { items } = jsonOf(answer) as { items: readonly KeyView[] };
    if (member.keys === null) {
      member.keys = items.map((key) => ownKey(key, null));
      return;
    }
    adoptAwaited(member, items);
    const known = member.keys.map(({ keyName }) => keyName).sort();
    expectEqual('the list of keys', namesIn(member, items), known);
  },
});

export const createKey: StepMaker = (member) => {
  const keyName = `key-${member.keysMade}`;
  return {
    request: { method: 'POST', path: '/api/virtual-keys', body: { team: member.team, keyName } },
    status: 201,
    learn: (answer) => {
      const created = jsonOf(answer) as KeyView & { virtualKey: string };
      expectEqual('the place', answer.headers.location, `/api/virtual-keys/${created.id}`);
      member.keysMade += 1;
      member.keys?.push({ ...ownKey(created, created.virtualKey), tag: tagOf(answer) });
    },
    forget: () => {
      member.keysMade += 1;
      member.awaitedNames.add(keyName);
    },
  };
};

export const createTakenKey: StepMaker = (member) => {
  const key = drawKey(member);
  if (key === undefined) return null;
  const body = { team: member.team, keyName: key.keyName };
  return { request: { method: 'POST', path: '/api/virtual-keys', body }, status: 409 };
};

export const readKey: StepMaker = (member) => {
  const key = drawKey(member);
  if (key === undefined) return null;
  return {
    request: { method: 'GET', path: `/api/virtual-keys/${key.id}` },
    status: 200,
    learn: (answer) => {
      expectEqual('the key', (jsonOf(answer) as KeyView).keyName, key.keyName);
      seeTag(key, answer);
    },
  };
};

export const readDeletedKey: StepMaker = (member) => {
  const id = drawItem(member, 'deleted', member.deletedIds);
  if (id === undefined) return null;
  return { request: { method: 'GET', path: `/api/virtual-keys/${id}` }, status: 404 };
};

export const renameKey: StepMaker = (member) => {
  const key = drawKey(member, ({ tag }) => tag !== null);
  if (key === undefined) return null;
  const keyName = `name-${member.step}`;
  return changeKey(member, key, key.tag, keyName, {
    status: 200,
    learn: (answer) => {
      key.keyName = keyName;
      seeTag(key, answer);
    },
    forget: () => {
      member.doubtfulNames.add(keyName);
      giveUp(member, key);
    },
  });
};

/** Names the key as it is called already, so that nothing else differs where this is let through. */
export const renameUnseenKey: StepMaker = (member) => {
  const key = drawKey(member, ({ staleTag }) => staleTag !== null);
  if (key === undefined) return null;
  return changeKey(member, key, key.staleTag, key.keyName, { status: 412 });
};

export const rotateKey: StepMaker = (member) => {
  const key = drawKey(member, ({ virtualKey }) => virtualKey !== null);
  if (key === undefined || member.session === null) return null;
  return {
    request: {
      method: 'POST',
      path: `/api/virtual-keys/${key.id}/rotate`,
      headers: sessionHeaders(member, member.session),
    },
    status: 200,
    learn: (answer) => {
      if (key.virtualKey !== null) member.formerSecrets.push(key.virtualKey);
      key.virtualKey = (jsonOf(answer) as { virtualKey: string }).virtualKey;
      seeTag(key, answer);
    },
    forget: () => {
      key.virtualKey = null;
      key.tag = null;
      key.staleTag = null;
    },
  };
};

export const deleteKey: StepMaker = (member) => {
  const key = drawKey(member);
  if (key === undefined || member.session === null) return null;
  return {
    request: {
      method: 'DELETE',
      path: `/api/virtual-keys/${key.id}`,
      headers: sessionHeaders(member, member.session),
    },
    status: 204,
    learn: () => {
      member.keys?.splice(member.keys.indexOf(key), 1);
      member.deletedIds.push(key.id);
      // Its logs are gone with it.
      member.logIds.length = 0;
    },
    forget: () => giveUp(member, key),
  };
};

function changeKey(
  member: Member,
  key: OwnKey,
  tag: string | null,
  keyName: string,
  due: Omit<Step, 'request'>,
): Step | null {
  if (member.session === null) return null;
  return {
    request: {
      method: 'PATCH',
      path: `/api/virtual-keys/${key.id}`,
      headers: { ...sessionHeaders(member, member.session), 'if-match': tag ?? '' },
      body: { keyName },
    },
    ...due,
  };
}

/** Nobody knows what the key is called now, nor whether it is still there. */
function giveUp(member: Member, key: OwnKey): void {
  member.doubtfulNames.add(key.keyName);
  member.keys?.splice(member.keys.indexOf(key), 1);
  member.logIds.length = 0;
}

/** Of a key whose creation was broken off, a list shows that it is there, and its id. */
function adoptAwaited(member: Member, items: readonly KeyView[]): void {
  for (const item of items) {
    if (member.awaitedNames.delete(item.keyName)) member.keys?.push(ownKey(item, null));
  }
}

/** The names in a list, without those of which nobody knows whether they are due. */
function namesIn({ doubtfulNames }: Member, items: readonly KeyView[]): readonly string[] {
  return items.map(({ keyName }) => keyName).filter((name) => !doubtfulNames.has(name));
}

function ownKey({ id, keyName }: KeyView, virtualKey: string | null): OwnKey {
  return {
    id,
    keyName,
    virtualKey,
    tag: null,
    staleTag: null,
    calls: virtualKey === null ? null : 0,
    cursor: null,
    historyRead: 0,
  };
}

function seeTag(key: OwnKey, answer: StatefulAnswer): void {
  const tag = tagOf(answer);
  if (tag === key.tag) return;
  key.staleTag = key.tag;
  key.tag = tag;
}

function tagOf({ headers }: StatefulAnswer): string {
  const { etag } = headers;
  if (typeof etag !== 'string') throw new Error('the answer has no entity tag');
  return etag;
}
