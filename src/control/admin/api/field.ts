import type { Handler } from 'hono';
import type { KeptExchanges } from '../../archive/archive-reader.ts';
import type { EvidenceBook } from '../../evidence/evidence-book.ts';
import { problem } from '../problem.ts';

const pairsShown = 100;

/** `GET /api/field`: the values in which a field of a route differed, in the kept exchanges. */
export function fieldEndpoint(
  archive: KeptExchanges,
  evidence: Pick<EvidenceBook, 'epoch'>,
): Handler {
  return async (context) => {
    const { route, field, epoch = evidence.epoch.key } = context.req.query();
    if (route === undefined || field === undefined) {
      return problem(400, 'Give route and field, as /api/routes names them.');
    }
    const place = { epoch, route, field };
    const [seen, explained, values] = await archive.read((kept) =>
      Promise.all([kept.seen(place), kept.explained(place), kept.valuePairs(place, pairsShown)]),
    );
    if (seen === null) return problem(404, 'No kept exchange differs in this field.');
    return context.json({
      ...place,
      firstSeen: new Date(seen.firstMs).toISOString(),
      lastSeen: new Date(seen.lastMs).toISOString(),
      ...explained,
      values,
    });
  };
}
