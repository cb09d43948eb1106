import { createLogger } from '../log.ts';
import { linkToSupervisor, workerSetup } from '../transport/worker-link.ts';
import { Tally } from '../vocabulary/tally.ts';
import { listenAdmin } from './admin/server.ts';
import { createControlPlane } from './plane.ts';

const { config, instance, settings } = workerSetup();
const log = createLogger('control', config.log.level);
const plane = createControlPlane({ config, instance, settings, tally: new Tally(), log });
const { address } = await listenAdmin(plane.app, config.admin.listen);
linkToSupervisor(plane.ends, address);
