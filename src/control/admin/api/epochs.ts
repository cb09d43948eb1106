import type { Handler } from 'hono';
import type { EvidenceBook } from '../../evidence/evidence-book.ts';
import { epochView } from './epoch-view.ts';

/**
 * `GET /api/epochs`: the epochs that are kept, the newest first, and their parts that were compared under other
 * rules; `/api/gate?epoch=` judges one.
 */
export function epochsEndpoint(evidence: Pick<EvidenceBook, 'epoch' | 'epochs'>): Handler {
  return (context) => {
    const current = evidence.epoch.key;
    return context.json(evidence.epochs().map((epoch) => epochView(epoch, epoch.key === current)));
  };
}
