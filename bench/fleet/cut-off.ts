import { setTimeout as sleep } from 'node:timers/promises';
import {
  makeNetworkNamespace,
  type NetworkNamespace,
} from '../../test/support/network-namespace.ts';
import { exactly, type Scenario } from './scenario.ts';

const cutSeconds = 15;
const mendedSeconds = 10;
/** Until the hub to be cut off owns the partition again, and another one is ready. */
const preparedSeconds = 20;

export const cutOffName = 'a hub is cut off from NATS, then from PostgreSQL, then from both';

/** What the hub is cut off from, one after the other. */
const cuts: readonly (readonly string[])[] = [['nats'], ['postgres'], ['nats', 'postgres']];

/**
 * Of two hubs, the one that owns the partition at first has a network of its own, and is cut off under load. Needs root.
 * If both hubs counted what they own, the evidence would be more than the requests.
 */
export function cutOff(perSecond: number, network: NetworkNamespace): Scenario {
  const { nats = '', postgres = '', candidate = '' } = network.hosts;
  const seconds = 5 + cuts.length * (preparedSeconds + cutSeconds + mendedSeconds);
  return {
    name: cutOffName,
    load: { requests: perSecond * seconds, perSecond },
    options: { hubs: 0, hosts: { nats, postgres }, candidateHost: candidate },
    faultOf: exactly,
    async during({ fleet }) {
      const cutHub = await fleet.startHub({ within: network.within, adminHost: network.address });
      await fleet.owner();
      let both = 0;
      for (const cut of cuts) {
        // Another one takes over from one that ends in an orderly way: the one that will be cut off.
        for (const hub of fleet.hubs.filter((one) => one !== cutHub)) {
          await fleet.end(hub, 'SIGTERM');
        }
        await fleet.owner();
        await fleet.startHub();
        for (const host of cut) network.cut(host);
        await sleep(cutSeconds * 1000);
        if ((await fleet.owners()).length > 1) both += 1;
        for (const host of cut) network.mend(host);
        await sleep(mendedSeconds * 1000);
      }
      const words = `after ${both} of ${cuts.length} cuts, both hubs held it for a while`;
      return { words, fault: null };
    },
  };
}

/** The network of the hub that is cut off. */
export function cutOffNetwork(): NetworkNamespace {
  return makeNetworkNamespace(['candidate', 'nats', 'postgres']);
}
