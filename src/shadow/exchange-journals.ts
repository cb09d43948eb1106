import type { IdentityMemory } from '../transport/identity-memory.ts';
import { JournalMemory } from '../vocabulary/journal-memory.ts';
import { IdJournal } from './identity/book/id-journal.ts';
import type { IdMapping } from './identity/book/id-mapping.ts';

/**
 * Primary and candidate were swapped: keeps the learned identities with both sides swapped. The secondary runs the code
 * of the previous primary, so its identities are dropped. So are marks.
 */
export function exchangeJournals(memory: IdentityMemory | null): void {
  if (memory === null) return;
  const journal = new IdJournal(memory.candidate);
  const { kinds, mappings } = journal.read();
  journal.rewrite({ kinds, mappings: mappings.map(exchanged) });
  new IdJournal(memory.secondary).rewrite({ kinds: [], mappings: [] });
  clearWorlds(memory);
}

/** Another deployment takes part: nothing is known of its identities. */
export function clearJournals(memory: IdentityMemory | null): void {
  if (memory === null) return;
  for (const side of [memory.candidate, memory.secondary]) {
    new IdJournal(side).rewrite({ kinds: [], mappings: [] });
  }
  clearWorlds(memory);
}

/** What is known of states is in the previous primary's identities. */
function clearWorlds({ candidateWorld, secondaryWorld }: IdentityMemory): void {
  for (const side of [candidateWorld, secondaryWorld]) new JournalMemory(side).begin('');
}

function exchanged(mapping: IdMapping): IdMapping {
  return {
    ...mapping,
    primary: mapping.candidate,
    candidate: mapping.primary,
    primaryIsNumber: mapping.candidateIsNumber,
    candidateIsNumber: mapping.primaryIsNumber,
  };
}
