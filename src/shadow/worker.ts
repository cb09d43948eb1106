import { createLogger } from '../log.ts';
import { linkToSupervisor, workerSetup } from '../transport/worker-link.ts';
import { Tally } from '../vocabulary/tally.ts';
import { createShadowPlane } from './plane.ts';

const setup = workerSetup();
const log = createLogger('shadow', setup.config.log.level, setup.config.log.format);
linkToSupervisor(createShadowPlane({ ...setup, tally: new Tally(), log }).ends);
