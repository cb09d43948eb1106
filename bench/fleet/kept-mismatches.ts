import type { Fleet } from '../../test/e2e/fleet/fleet.ts';

/** What `/api/exchanges/{id}` answers, as far as it is shown. */
interface KeptExchange {
  readonly id: string;
  readonly time: string;
  readonly route: string;
  readonly outcome: string;
  readonly hint: string | null;
  readonly differences: readonly {
    readonly kind: string;
    readonly path: string;
    readonly primary: string | null;
    readonly candidate: string | null;
  }[];
  readonly specimen: { readonly times: unknown; readonly request: { readonly target: string } };
}

/** More of them say nothing new. */
const shownMax = 20;
const differencesMax = 6;

/** The mismatching exchanges that a fleet has kept, each with its differences, as lines. */
export async function keptMismatches(fleet: Fleet): Promise<readonly string[]> {
  const [hub] = fleet.hubs;
  if (hub === undefined) return [];
  const listed = await fleet.ask<{ id: string }[]>(hub, `/api/exchanges?limit=${shownMax}`);
  const kept = await Promise.all(
    listed.map(({ id }) =>
      fleet.ask<KeptExchange>(hub, `/api/exchanges/${encodeURIComponent(id)}`),
    ),
  );
  return kept.map(linesOf);
}

function linesOf({ id, time, outcome, route, hint, differences, specimen }: KeptExchange): string {
  const head = `${id} ${time} ${outcome} ${route} ${specimen.request.target} hint ${hint ?? 'none'}`;
  const shown = differences.slice(0, differencesMax);
  const lines = shown.map(({ kind, path, primary, candidate }) => {
    return `  ${kind} ${path}: ${primary} | ${candidate}`;
  });
  return [head, ...lines].join('\n');
}
