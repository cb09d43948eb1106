import { createLogger } from '../log.ts';
import { linkToSupervisor, workerSetup } from '../transport/worker-link.ts';
import { Tally } from '../vocabulary/tally.ts';
import { createShadowPlane } from './plane.ts';

const setup = workerSetup();
const log = createLogger('shadow', setup.config.log.level);
// In a hub, exchanges come from taps on other hosts, with clocks of their own.
const tapSkewMs = setup.hub === null ? 0 : (setup.config.fleet?.clockSkewMs ?? 0);
linkToSupervisor(createShadowPlane({ ...setup, tapSkewMs, tally: new Tally(), log }).ends);
