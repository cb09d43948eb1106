import {
  compileRequestEdits,
  noRequestEdits,
  type RequestEdits,
} from '../../config/requests/request-edits.ts';
import type { RequestEditsConfig } from '../../config/requests/request-edits-schema.ts';
import { compileRestoredPath } from '../../config/requests/restored-path.ts';
import { authorityOf } from '../../vocabulary/unix-socket.ts';
import type { MirroredTo } from '../../vocabulary/span-id.ts';
import type { TracePolicy } from '../../wire/trace-fields.ts';

/** How the requests to a deployment differ from those that primary got. Compiled once for a config. */
export interface RequestForm {
  readonly deployment: MirroredTo;
  /** Null to keep the host, or lack of one, of the client's request. */
  readonly host: string | null;
  readonly edits: RequestEdits;
  /**
   * Restores a path of the deployment to the form that its clients request; null if both are the same, or
   * unknown.
   */
  readonly restoredPath: ((path: string) => string) | null;
  readonly tracing: TracePolicy;
}

/** The part of a deployment's config on which its requests depend. */
export interface FormConfig extends RequestEditsConfig {
  readonly hostHeader: 'client' | 'upstream';
}

/** @throws the library's error if a pattern in the config is invalid */
export function requestFormOf(
  deployment: MirroredTo,
  config: FormConfig,
  tracing: TracePolicy,
): RequestForm {
  return {
    deployment,
    host: hostOf(config),
    edits: compileRequestEdits(config),
    restoredPath: compileRestoredPath(config),
    tracing,
  };
}

/** The form of requests that primary gets once more, outside of the traffic. */
export function formOfReplay(config: Pick<FormConfig, 'url' | 'hostHeader'>): RequestForm {
  const tracing = { mode: 'same', unsampled: false } as const;
  return {
    deployment: 'secondary',
    host: hostOf(config),
    edits: noRequestEdits,
    restoredPath: null,
    tracing,
  };
}

function hostOf({ url, hostHeader }: Pick<FormConfig, 'url' | 'hostHeader'>): string | null {
  return hostHeader === 'upstream' ? authorityOf(url) : null;
}
