import { html } from 'hono/html';
import type { ResourcesView, ResourceView } from '../../../watch/watch-view.ts';
import { formatRoughDuration, formatShare } from '../../../../vocabulary/format.ts';
import type { Html } from '../visible-text.ts';
import { blockLine } from './block-line.ts';

const names: Readonly<Record<string, string>> = {
  memory: 'Memory',
  cpu: 'CPU time per exchange',
  gc_pauses: 'Pauses of garbage collection per exchange',
  collections: 'Garbage collections per exchange',
  event_loop_lag: 'Lag of the event loop',
  handles: 'Open handles',
  exceptions: 'Exceptions per exchange',
  database_errors: 'Database connection errors per exchange',
};

/** Resources of both deployments side by side, the worst ratio first. */
export function resourceSection(view: ResourcesView): Html {
  return html`
    <section aria-labelledby="resources">
      <h2 id="resources">Resources</h2>
      ${faults(view)}
      ${
        view.resources.length === 0
          ? html`<p class="empty">No metrics have been read yet.</p>`
          : resourceTable(view)
      }
    </section>
  `;
}

function faults({ deployments }: ResourcesView): readonly Html[] {
  return Object.entries(deployments).flatMap(([side, { fault }]) =>
    fault === null
      ? []
      : [html`<p class="bad">The metrics of ${side} cannot be read: ${fault}.</p>`],
  );
}

function resourceTable({ resources, blockMs }: ResourcesView): Html {
  return html`
    <div class="scroll" role="group" aria-labelledby="resources" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col" class="number">Primary</th>
            <th scope="col" class="number">Candidate</th>
            <th scope="col" class="number">Ratio</th>
            <th scope="col" class="number">Allowed</th>
            <th scope="col" class="number">Growth</th>
            <th scope="col">Ratio over time</th>
          </tr>
        </thead>
        <tbody>
          ${resources.map(resourceRow)}
        </tbody>
      </table>
    </div>
    <p class="more">
      Medians over blocks of ${formatRoughDuration(blockMs)}. A resource that the gate does not
      judge has no allowed ratio.
    </p>
  `;
}

function resourceRow(view: ResourceView): Html {
  const { resource, primary, candidate, ratio, factor, growth, blocks } = view;
  // Both were read, and JSON has no infinite ratio.
  const isInfinite = primary !== null && ratio === null;
  const isOver = factor !== null && (isInfinite || (ratio !== null && ratio > factor));
  return html`
    <tr>
      <th scope="row">${names[resource] ?? resource}</th>
      <td class="number">${amountText(resource, primary)}</td>
      <td class="number">${amountText(resource, candidate)}</td>
      <td class="number ${isOver ? 'bad' : ''}">
        ${isInfinite ? '∞' : (ratio?.toFixed(2) ?? '–')}
      </td>
      <td class="number">${factor ?? ''}</td>
      <td class="number">${growth === null ? '' : formatShare(growth)}</td>
      <td>
        ${blockLine(
          blocks.map((block) =>
            block.primary === null || block.candidate === null || block.primary === 0
              ? null
              : block.candidate / block.primary,
          ),
        )}
      </td>
    </tr>
  `;
}

const seconds: ReadonlySet<string> = new Set(['cpu', 'gc_pauses', 'event_loop_lag']);

function amountText(resource: string, value: number | null): string {
  if (value === null) return '–';
  if (resource === 'memory') return `${(value / 1024 / 1024).toFixed(1)} MiB`;
  if (seconds.has(resource)) return `${Number((1000 * value).toPrecision(3))} ms`;
  return String(Number(value.toPrecision(3)));
}
