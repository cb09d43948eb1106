import { askControl } from './control/control-client.ts';

// A command of the plan: `switch-flag.ts true` is the promotion, `switch-flag.ts false` the rollback.
const [, , text] = process.argv;
if (text !== 'true' && text !== 'false') throw new Error('write true or false');
await askControl('/flag', {
  method: 'PUT',
  body: JSON.stringify({ repositoryPattern: text === 'true' }),
});
console.log(`CONDUIT_USE_REPOSITORY_PATTERN=${text}`);
