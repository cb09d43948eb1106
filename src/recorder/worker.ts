import { openCurrentTls } from '../config/current-tls.ts';
import { gaugeTls } from '../config/gauge-tls.ts';
import type { Config } from '../config/schema.ts';
import { createLogger, type Logger } from '../log.ts';
import { serveSmallAdmin } from '../metrics/serve-admin.ts';
import { createSmallRegistry } from '../metrics/small-registry.ts';
import { linkToSupervisor, type PlaneEnds, workerSetup } from '../transport/worker-link.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { ProcessTotals } from '../vocabulary/plane-message.ts';
import { Tally } from '../vocabulary/tally.ts';
import { createRecorderPlane } from './plane.ts';

const { config, instance, recording } = workerSetup();
const { record } = config;
if (record === undefined || recording === undefined) {
  throw new ParallaxError('not_a_recorder', 'the recorder needs the key record of the config');
}
const { version, isAlone, clockSkewMs } = recording;
const log = createLogger('recorder', config.log.level, config.log.format);
const tally = new Tally();
const ends = createRecorderPlane({ config, record, instance, version, clockSkewMs, tally, log });
if (isAlone) await linkWithAdmin(config, ends, log);
else linkToSupervisor(ends);

/** Without a control plane, the recorder has the admin address. */
async function linkWithAdmin({ admin }: Config, plane: PlaneEnds, logger: Logger): Promise<void> {
  let totals: ProcessTotals | null = null;
  const metrics = createSmallRegistry({ version, instance }, () => totals);
  const tls =
    admin.tls === undefined
      ? null
      : openCurrentTls({ part: 'admin', files: admin.tls, log: logger });
  if (tls !== null) gaugeTls(tally, 'admin', tls);
  const address = await serveSmallAdmin({ admin, tls, ...metrics, totals: () => totals });
  const onTotals = (latest: ProcessTotals): void => {
    totals = latest;
  };
  linkToSupervisor({ ...plane, onTotals, onReread: () => tls?.reread() }, address);
}
