import type { Logger } from '../../log.ts';
import type { PostgresClient } from '../../postgres/connect.ts';
import { readChunks, type SavedText, savedTexts } from '../../postgres/identity-chunks.ts';
import { otherClockLine } from '../../vocabulary/world-text.ts';
import { type IdentitySaverOptions, journalsIn } from './identity-saver.ts';
import { chunkPlaceText, unsealedText } from './sealed-chunks.ts';

/**
 * Puts the saved identities of the previous owner into the memory of the journals, before a shadow plane
 * reads them. Unreadable ones are learned again.
 *
 * @param client in a transaction whose statements all see the same rows
 * @throws the error of the server or the connection
 */
export async function restoreIdentities(
  client: PostgresClient,
  { key, partition, deployments, memory }: IdentitySaverOptions,
  log: Logger,
): Promise<void> {
  const journals = journalsIn(memory);
  for (const name of savedTexts) {
    const place = { partition, text: name };
    const chunks = await readChunks(client, place);
    const saved = unsealedText(key, chunkPlaceText(place, deployments()), chunks);
    if (saved === null) {
      log.warn(place, `the saved ${what[name]} belong to other deployments or another key`);
      continue;
    }
    const text = saved === '' ? '' : `${saved}${isOfWorld(name) ? otherClockLine : ''}`;
    if (Buffer.byteLength(text) > journals[name].halfBytes) {
      log.warn(place, `the saved ${what[name]} need more room than identities.max allows`);
    } else if (text !== '') journals[name].begin(text);
  }
}

const what: Readonly<Record<SavedText, string>> = {
  candidate: 'identities',
  secondary: 'identities',
  'candidate world': 'marks',
  'secondary world': 'marks',
};

function isOfWorld(name: SavedText): boolean {
  return what[name] === 'marks';
}
