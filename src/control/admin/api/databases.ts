import { z } from 'zod';
import { success } from '../../../vocabulary/result.ts';
import { databaseTotals } from '../../databases/database-totals.ts';
import { type DatabasesView, databasesView } from '../../databases/database-view.ts';
import { count } from './answer-values.ts';
import { endpoint } from './endpoint.ts';

const bothSides = z.strictObject({
  primary: z.number().nullable(),
  candidate: z.number().nullable(),
});

const databasesAnswer = z.strictObject({
  reading: z
    .enum(['waiting', 'here', 'elsewhere'])
    .describe('whether this process reads the databases, or another one on the same store'),
  faults: z.array(z.string()).describe('why a database cannot be read at present'),
  notes: z.array(z.string()),
  exchanges: z
    .strictObject({ primary: count, candidate: count })
    .describe('that were served while both databases were read'),
  totals: z.record(z.enum(databaseTotals), bothSides).describe('per exchange'),
  connections: bothSides.describe('on average'),
  statements: z
    .array(
      z.strictObject({
        statement: z.string().describe('normalised, and without values'),
        onlyOf: z.enum(['primary', 'candidate']).nullable(),
        calls: bothSides.describe('per exchange'),
        milliseconds: bothSides.describe('per exchange'),
        rows: bothSides.describe('per exchange'),
      }),
    )
    .describe('sorted by how much the candidate exceeds primary'),
  tables: z.array(
    z.strictObject({
      table: z.string(),
      scans: bothSides.describe('sequential scans per exchange'),
      rows: bothSides.describe('rows that these read, per exchange'),
    }),
  ),
}) satisfies z.ZodType<DatabasesView>;

/** `GET /api/databases`: null if the config has none. */
export const databasesEndpoint = endpoint({
  answer: databasesAnswer.nullable(),
  reply({ databases, evidence }) {
    const standing = databases();
    return success(standing && databasesView(evidence.current(), standing));
  },
});
