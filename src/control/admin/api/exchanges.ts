import type { Handler } from 'hono';
import type { KeptExchanges } from '../../archive/archive-reader.ts';
import { instanceOf } from '../../../vocabulary/exchange.ts';
import { problem } from '../problem.ts';
import { comparisonView } from './comparisons.ts';

const limitDefault = 50;
const limitMax = 500;
const filters = ['epoch', 'route', 'field', 'words'] as const;
const parameters: ReadonlySet<string> = new Set([...filters, 'limit']);

/** `GET /api/exchanges`: the mismatching exchanges that are kept, the newest first. */
export function exchangesEndpoint(archive: KeptExchanges): Handler {
  return async (context) => {
    const query = context.req.queries();
    for (const [name, values] of Object.entries(query)) {
      if (!parameters.has(name))
        return problem(400, `The parameters are ${[...parameters].join(', ')}.`);
      if (values.length > 1) return problem(400, 'Each parameter may be given once.');
    }
    const limit = query.limit?.[0] ?? String(limitDefault);
    if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > limitMax) {
      return problem(400, `limit is a whole number from 1 to ${limitMax}.`);
    }
    const given = filters.flatMap((name) => {
      const value = query[name]?.[0] ?? '';
      return value === '' ? [] : [[name, value] as const];
    });
    const asked = { ...Object.fromEntries(given), limit: Number(limit) };
    const listed = await archive.read((kept) => kept.list(asked));
    return context.json(
      listed.map(({ name, atMs, epoch, area, route, outcome }) => {
        const time = new Date(atMs).toISOString();
        return { id: name, time, epoch, area, route, outcome };
      }),
    );
  };
}

/** `GET /api/exchanges/{id}`: one of them with its messages, redacted. */
export function exchangeEndpoint(archive: KeptExchanges): Handler {
  return async (context) => {
    const id = context.req.param('name') ?? '';
    const found = await archive.read((kept) => kept.find(id));
    if (found === null) return problem(404, 'This exchange is not kept.');
    const { comparison, epoch } = found;
    // Its name, and those it refers to, may be of a process before this one.
    const view = { ...comparisonView(comparison, instanceOf(id)), id };
    return context.json({ ...view, epoch, specimen: comparison.specimen });
  };
}
