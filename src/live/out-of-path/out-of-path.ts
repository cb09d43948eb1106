import type { Socket } from 'node:net';
import { outOfPathOf } from '../../config/out-of-path.ts';
import type { Config } from '../../config/schema.ts';
import { faultOf } from '../../log.ts';
import { ByteBudget } from '../../transport/byte-budget.ts';
import type { ServedConnection } from '../connection-slots.ts';
import type { RefusalReason } from '../problems.ts';
import type { Copy } from './copy.ts';
import { CopyConnection } from './copy-connection.ts';
import { CopySender, type CopySenderOptions } from './copy-sender.ts';

export interface OutOfPathOptions extends Omit<CopySenderOptions, 'settings'> {
  readonly onRefused: (reason: RefusalReason) => void;
}

/** Parallax as the target of a mirror: connections are those of the mirror, and nobody waits for primary's answers. */
export interface OutOfPath {
  serve(mirror: Socket, onClose: () => void): ServedConnection;
  configure(config: Config): void;
  /** No more copies arrive. Resolves when primary has answered the present ones, or the time is over. */
  finish(withinMs: number): Promise<void>;
}

/** @returns null if Parallax serves clients */
export function openOutOfPath(options: OutOfPathOptions): OutOfPath | null {
  const { onRefused, tally, problems } = options;
  const settings = outOfPathOf(options.config);
  if (settings === null) return null;
  const { bodyBytesMax, budgetBytes } = options.config.capture;
  // A separate budget, so that waiting copies do not use that of the tap.
  const budget = new ByteBudget(budgetBytes);
  let limits = { bodyBytesMax, budget };
  const sender = new CopySender({ ...options, settings });

  /** An error here costs one copy, and not the process. */
  function take(copy: Copy): void {
    try {
      sender.take(copy);
    } catch (error) {
      tally.shed('aborted');
      problems.warn('copy_fault', faultOf(error), 'a copy could not be sent to primary');
    }
  }

  return {
    serve: (socket, onClose) =>
      new CopyConnection({
        socket,
        limits,
        onCopy: take,
        onRefused,
        onClose,
      }),
    configure(config) {
      budget.limitBytes = config.capture.budgetBytes;
      limits = { bodyBytesMax: config.capture.bodyBytesMax, budget };
      sender.configure(config);
    },
    finish: (withinMs) => sender.finish(withinMs),
  };
}
