import { z } from 'zod';
import { success } from '../../../vocabulary/result.ts';
import { endpoint } from './endpoint.ts';
import { epochAnswer, epochView } from './epoch-view.ts';

/** `GET /api/epochs`: with the parts of epochs that were compared under other rules. */
export const epochsEndpoint = endpoint({
  answer: z.array(epochAnswer),
  reply({ evidence }) {
    const current = evidence.epoch.key;
    return success(evidence.epochs().map((epoch) => epochView(epoch, epoch.key === current)));
  },
});
