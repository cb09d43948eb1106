import type { IdentityMemory } from '../transport/worker-link.ts';
import { IdJournal } from './identity/book/id-journal.ts';
import type { IdMapping } from './identity/book/id-mapping.ts';

/**
 * Primary and candidate have changed places: what is known of their identities is kept, with both sides exchanged. The
 * secondary runs the code of the former primary, so nothing is known of it any more.
 */
export function exchangeJournals(memory: IdentityMemory | null): void {
  if (memory === null) return;
  const journal = new IdJournal(memory.candidate);
  const { kinds, mappings } = journal.read();
  journal.rewrite({ kinds, mappings: mappings.map(exchanged) });
  new IdJournal(memory.secondary).rewrite({ kinds: [], mappings: [] });
}

/** Another deployment takes part: nothing is known of its identities. */
export function clearJournals(memory: IdentityMemory | null): void {
  if (memory === null) return;
  for (const side of [memory.candidate, memory.secondary]) {
    new IdJournal(side).rewrite({ kinds: [], mappings: [] });
  }
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
