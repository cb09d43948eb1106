import type { Handler } from 'hono';
import type { EvidenceBook } from '../../evidence/evidence-book.ts';
import type { DatabasesStanding } from '../../databases/both-databases.ts';
import { databasesView } from '../../databases/database-view.ts';

/** `GET /api/databases`: both databases in the running epoch, side by side; null where the config has none. */
export function databasesEndpoint(
  evidence: Pick<EvidenceBook, 'current'>,
  standing: () => DatabasesStanding | null,
): Handler {
  return (context) => {
    const now = standing();
    return context.json(now && databasesView(evidence.current(), now));
  };
}
