import { z } from 'zod';
import { readText } from './shown-text.ts';

/** The parts of the admin API that a report reads. Members that a later version adds are ignored. */

const count = z.number();
const number = z.number().nullable();
const byReason = z.record(readText, count);

export const gateAnswer = z.object({
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  evaluatedAtMs: z.number(),
  epoch: z.object({ key: readText, version: readText, startedAtMs: z.number() }),
  criteria: z.array(
    z.object({
      criterion: readText,
      area: readText.nullable(),
      result: z.enum(['pass', 'fail', 'inconclusive']),
      reason: readText,
    }),
  ),
  counts: z
    .array(
      z.object({
        area: readText,
        name: readText,
        exchanges: count,
        primary: z.number(),
        candidate: z.number(),
      }),
    )
    .default([]),
  accepted: z.array(
    z.object({
      route: readText,
      field: readText,
      who: readText,
      reason: readText,
      expiresAtMs: z.number(),
    }),
  ),
  findings: z.array(
    z.object({
      area: readText,
      route: readText,
      field: readText,
      exchanges: count,
      lastSeenMs: number,
      page: readText,
    }),
  ),
});
export type GateAnswer = z.output<typeof gateAnswer>;

export const epochsAnswer = z.array(
  z.object({
    key: z.string(),
    version: readText,
    startedAtMs: z.number(),
    partOf: z.unknown(),
    current: z.boolean(),
  }),
);

export const routesAnswer = z.array(
  z.object({
    route: readText,
    area: readText,
    exchanges: count,
    compared: count,
    mismatched: count,
    notCompared: z.object({ excused: byReason, lost: byReason, leftOut: byReason }),
  }),
);

export const rulesAnswer = z.array(
  z.object({ rule: readText, route: readText.nullable(), text: readText, uses: count }),
);

export const operatorsAnswer = z.array(
  z.object({ action: readText, atMs: z.number(), who: readText, reason: readText }),
);

export const examplesAnswer = z.array(z.object({ id: z.string().regex(/^[\w.-]+$/) }));

export const resourcesAnswer = z
  .object({
    resources: z.array(
      z.object({
        resource: readText,
        primary: number,
        candidate: number,
        ratio: number,
        factor: number,
      }),
    ),
  })
  .nullable();

const bothSides = z.object({ primary: number, candidate: number });

export const databasesAnswer = z
  .object({
    exchanges: z.object({ primary: count, candidate: count }),
    totals: z.object({ statements: bothSides, milliseconds: bothSides, rows: bothSides }),
    faults: z.array(readText),
  })
  .nullable();

export const queriesAnswer = z.array(
  z.object({ name: readText, bound: readText, value: number, breaches: count }),
);
