import type { Logger } from '../../log.ts';
import type { PostgresClient } from '../../postgres/connect.ts';
import { learnedDeployments, readChunks } from '../../postgres/identity-chunks.ts';
import { JournalMemory } from '../../vocabulary/journal-memory.ts';
import type { IdentitySaverOptions } from './identity-saver.ts';
import { chunkPlaceText, unsealedText } from './sealed-chunks.ts';

/**
 * Puts the identities that the previous owner saved into the memory of the journals, before a shadow plane reads them.
 * Identities that cannot be read are learned anew.
 *
 * @throws the error of the server or the connection
 */
export async function restoreIdentities(
  client: PostgresClient,
  { key, partition, deployments, memory }: IdentitySaverOptions,
  log: Logger,
): Promise<void> {
  for (const deployment of learnedDeployments) {
    const place = { partition, deployment };
    const chunks = await readChunks(client, place);
    const text = unsealedText(key, chunkPlaceText(place, deployments()), chunks);
    const journal = new JournalMemory(memory[deployment]);
    if (text === null) {
      log.warn(
        place,
        'the saved identities are of other deployments or of another key: they are learned anew',
      );
    } else if (Buffer.byteLength(text) > journal.halfBytes) {
      log.warn(place, 'the saved identities are more than identities.max: they are learned anew');
    } else if (text !== '') journal.begin(text);
  }
}
