import { drawItem, type KeyInUse, type StepMaker, type Team } from './team.ts';

const purposes = ['support', 'invoices', 'search', 'alerts', 'notebook', 'docs', 'moderation'];

/** Every so often a team asks for a name that it has used already. */
const namesPerPurpose = 4;

export const createKey: StepMaker = (team) => {
  const purpose = drawItem(team, 'purpose', purposes);
  const keyName = `${purpose}-${(team.step * 7) % namesPerPurpose}`;
  return {
    request: { method: 'POST', path: '/api/virtual-keys', body: { team: team.name, keyName } },
    learn: ({ status, text }) => {
      if (status === 201) team.keys.push(JSON.parse(text) as KeyInUse);
    },
  };
};

export const createKeyWithoutName: StepMaker = (team) => ({
  request: { method: 'POST', path: '/api/virtual-keys', body: { team: team.name } },
});

export const listKeys: StepMaker = (team) => ({
  request: { method: 'GET', path: `/api/virtual-keys?team=${team.name}&limit=50` },
});

export const readKey: StepMaker = (team) => {
  const key = drawItem(team, 'key', [...team.keys, ...team.disabledKeys]);
  return key === undefined
    ? null
    : { request: { method: 'GET', path: `/api/virtual-keys/${key.id}` } };
};

export const readUnknownKey: StepMaker = () => ({
  request: { method: 'GET', path: '/api/virtual-keys/00000000-0000-5000-8000-000000000000' },
});

export const disableKey: StepMaker = (team) => {
  const key = drawItem(team, 'key', team.keys);
  if (key === undefined) return null;
  return {
    request: { method: 'POST', path: `/api/virtual-keys/${key.id}/disable` },
    learn: () => moveToDisabled(team, key),
  };
};

function moveToDisabled(team: Team, key: KeyInUse): void {
  team.keys.splice(team.keys.indexOf(key), 1);
  team.disabledKeys.push(key);
}
