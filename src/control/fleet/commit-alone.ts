import type { Logger } from '../../log.ts';
import type { Postgres } from '../../postgres/connect.ts';
import type { FleetCounts } from './fleet-counts.ts';

/** Saves what is counted for the fleet without evidence. */
export function commitAlone(fleet: FleetCounts, postgres: Postgres, log: Logger): () => void {
  let isRunning = false;
  return () => {
    if (isRunning) return;
    isRunning = true;
    const part = fleet.makePart();
    void postgres
      .transaction((client) => part.statements(client))
      .then(
        () => part.committed(),
        (error: unknown) => {
          log.warn({ error: String(error) }, 'interim save failed');
          part.refused(error);
        },
      )
      .finally(() => (isRunning = false));
  };
}
