import type { IdentityMemory } from '../transport/identity-memory.ts';
import { JournalMemory } from '../vocabulary/journal-memory.ts';
import { IdJournal } from './identity/book/id-journal.ts';
import type { IdMapping } from './identity/book/id-mapping.ts';

/**
 * After a swap of primary and candidate, keeps the learned identities with both sides swapped. Drops the
 * secondary's identities, as it runs the code of the previous primary, and all marks.
 */
export function exchangeJournals(memory: IdentityMemory | null): void {
  if (memory === null) return;
  const journal = new IdJournal(memory.candidate);
  const { kinds, mappings } = journal.read();
  journal.rewrite({ kinds, mappings: mappings.map(exchanged) });
  new IdJournal(memory.secondary).rewrite({ kinds: [], mappings: [] });
  clearWorlds(memory);
}

/** Another deployment takes part, and its identities are unknown. */
export function clearJournals(memory: IdentityMemory | null): void {
  if (memory === null) return;
  for (const side of [memory.candidate, memory.secondary]) {
    new IdJournal(side).rewrite({ kinds: [], mappings: [] });
  }
  clearWorlds(memory);
}

/** The known states contain the previous primary's identities. */
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
