import type { Handler } from 'hono';
import type { EvidenceBook } from '../../evidence/evidence-book.ts';

/** `GET /api/epochs`: the epochs that are kept, the newest first; `/api/gate?epoch=` judges one. */
export function epochsEndpoint(evidence: Pick<EvidenceBook, 'epoch' | 'epochs'>): Handler {
  return (context) => {
    const current = evidence.epoch.key;
    return context.json(
      evidence
        .epochs()
        .map((epoch) => Object.assign({}, epoch, { current: epoch.key === current })),
    );
  };
}
