import type { EvidenceBook } from './evidence/evidence-book.ts';
import { type ServerWork, serverWorkOf, statedAlone } from './evidence/server-work.ts';
import type { GatePolicy } from './gate/resolve-policy.ts';

/** The values in Server-Timing of one route, in the running epoch. */
export type RouteWork = (route: string) => {
  readonly works: readonly ServerWork[];
  readonly alone: ReturnType<typeof statedAlone>;
};

/** Makes the function that looks it up by the name of a route. */
export function routeWork(evidence: Pick<EvidenceBook, 'current'>, policy: GatePolicy): RouteWork {
  return (name) => {
    const routes = [...evidence.current().routes.values()].filter(({ route }) => route === name);
    const { latency } = policy.areas.get(routes[0]?.area ?? '') ?? policy.otherAreas;
    return { works: serverWorkOf(routes, latency), alone: statedAlone(routes) };
  };
}
