import { createLogger } from '../log.ts';
import { linkToSupervisor, workerSetup } from '../transport/worker-link.ts';
import { Tally } from '../vocabulary/tally.ts';
import { createShadowPlane } from './plane.ts';

const { config, instance } = workerSetup();
const log = createLogger('shadow', config.log.level);
linkToSupervisor(createShadowPlane({ config, instance, tally: new Tally(), log }).ends);
