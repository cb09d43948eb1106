import { openCurrentTls } from '../config/current-tls.ts';
import { gaugeTls } from '../config/gauge-tls.ts';
import { createLogger } from '../log.ts';
import { linkToSupervisor, workerSetup } from '../transport/worker-link.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { Tally } from '../vocabulary/tally.ts';
import { serveSmallAdmin } from '../metrics/serve-admin.ts';
import { createUplinkPlane } from './plane.ts';

const { config, tap } = workerSetup();
const { admin, fleet } = config;
if (tap === undefined || fleet === undefined) {
  throw new ParallaxError('not_a_tap', 'the uplink needs the key fleet of the config');
}
const log = createLogger('uplink', config.log.level, config.log.format);
const tally = new Tally();
const tls =
  admin.tls === undefined ? null : openCurrentTls({ part: 'admin', files: admin.tls, log });
if (tls !== null) gaugeTls(tally, 'admin', tls);
const { ends, ...shown } = createUplinkPlane({ config, fleet, tap, tally, log });
const address = await serveSmallAdmin({ admin, tls, ...shown });
linkToSupervisor({ ...ends, onReread: () => tls?.reread() }, address);
