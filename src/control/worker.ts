import { openCurrentTls } from '../config/current-tls.ts';
import { gaugeTls } from '../config/gauge-tls.ts';
import { createLogger } from '../log.ts';
import { linkToSupervisor, workerSetup } from '../transport/worker-link.ts';
import { Tally } from '../vocabulary/tally.ts';
import { listenAdmin } from './admin/server.ts';
import { createControlPlane } from './plane.ts';

const { config, revision, instance, settings, hub, lagMemory } = workerSetup();
const log = createLogger('control', config.log.level, config.log.format);
const tally = new Tally();
const { listen, tls: files } = config.admin;
const tls = files === undefined ? null : openCurrentTls({ part: 'admin', files, log });
if (tls !== null) gaugeTls(tally, 'admin', tls);
const setup = { config, revision, instance, hub, lagMemory, settings };
const plane = createControlPlane({ ...setup, tally, log });
const fetch: typeof plane.app.fetch = (...request) => plane.app.fetch(...request);
const { address } = await listenAdmin({ fetch }, listen, tls);
const onReread = (): void => {
  tls?.reread();
  plane.ends.onReread?.();
};
linkToSupervisor({ ...plane.ends, onReread, keepsPriority: hub !== null }, address);
