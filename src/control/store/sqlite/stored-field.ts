import { z } from 'zod';
import { ParallaxError } from '../../../vocabulary/errors.ts';
import { emptyFieldEvidence, type FieldEvidence } from '../../../vocabulary/evidence.ts';

const count = z.int().min(0);

/** The data of a field without a column of its own; files of earlier versions have none. */
const fieldMore = z.strictObject({
  // A difference without a known explanation counts as unexplained.
  vague: count.optional(),
  lastDifferedMs: z.number().nullable().default(null),
  farther: z
    .strictObject({ candidateOnly: count, referenceOnly: count })
    .default({ candidateOnly: 0, referenceOnly: 0 }),
  lengthMs: z.int().min(1).optional(),
  blocks: z.array(z.tuple([z.int(), count, count, count])).default([]),
});

export function fieldMoreText({ vague, lastDifferedMs, farther, blocks }: FieldEvidence): string {
  const rows = [...blocks.counts].map(([index, { n, candidateOnly, referenceOnly }]) => {
    return [index, n, candidateOnly, referenceOnly];
  });
  return JSON.stringify({
    vague,
    lastDifferedMs,
    farther,
    lengthMs: blocks.lengthMs,
    blocks: rows,
  });
}

/** @throws ParallaxError `store_corrupt` */
export function readField(
  columns: Pick<FieldEvidence, 'differing' | 'candidateOnly' | 'referenceOnly' | 'both'>,
  more: string,
): FieldEvidence {
  const field = emptyFieldEvidence();
  try {
    const { lengthMs, blocks, vague, ...read } = fieldMore.parse(JSON.parse(more));
    if (lengthMs !== undefined) field.blocks.lengthMs = lengthMs;
    for (const [index, n, candidateOnly, referenceOnly] of blocks) {
      field.blocks.counts.set(index, { n, candidateOnly, referenceOnly });
    }
    return { ...field, ...columns, ...read, vague: vague ?? columns.differing };
  } catch (cause) {
    throw new ParallaxError('store_corrupt', 'a saved row is not valid', { cause });
  }
}
