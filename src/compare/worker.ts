import { createLogger } from '../log.ts';
import { linkToSupervisor, workerSetup } from '../transport/worker-link.ts';
import { Tally } from '../vocabulary/tally.ts';
import { createComparePlane } from './plane.ts';

const setup = workerSetup();
const log = createLogger('compare', setup.config.log.level, setup.config.log.format);
linkToSupervisor(createComparePlane({ ...setup, tally: new Tally(), log }));
