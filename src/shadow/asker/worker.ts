import { createLogger } from '../../log.ts';
import { linkToSupervisor, workerSetup } from '../../transport/worker-link.ts';
import { Tally } from '../../vocabulary/tally.ts';
import { createAskerPlane } from './plane.ts';

const setup = workerSetup();
const log = createLogger('asker', setup.config.log.level, setup.config.log.format);
linkToSupervisor(createAskerPlane({ ...setup, tally: new Tally(), log }).ends);
