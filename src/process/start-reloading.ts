import type { LoadedValues } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { ReadFile } from '../config/read-file.ts';
import type { ConfigWithSettings } from '../config/settings.ts';
import type { LivePlane } from '../live/plane.ts';
import type { Logger } from '../log.ts';
import type { ConfigChange } from '../transport/config-change.ts';
import type { ConfigState } from '../vocabulary/plane-message.ts';
import { ConfigReloader } from './config-reloader.ts';
import type { Supervisor } from './supervisor.ts';
import { watchFiles } from './watched-files.ts';

/** The source of the config. */
export interface ConfigSource {
  /** The files that were read at the start. */
  readonly files: readonly ReadFile[];
  readonly load: () => LoadedValues | Promise<LoadedValues>;
}

export interface ReloadingOptions {
  readonly running: ConfigWithSettings;
  readonly source: ConfigSource | null;
  readonly live: Pick<LivePlane, 'configure'>;
  readonly supervisor: Supervisor;
  /**
   * Called with the config in force and the next one.
   *
   * @returns why a process of this role cannot take the next one; null if it can
   */
  readonly refuse?: (before: Config, next: Config) => string | null;
  readonly log: Logger;
}

/** Reloads the config on request, and whenever one of its files changes. */
export interface Reloading {
  reload(because: 'signal' | 'api'): Promise<ConfigState>;
  /** The config in force. */
  running(): Config;
  /** Stops reloading: Parallax drains under the config that is in force. */
  stop(): void;
}

export function startReloading(options: ReloadingOptions): Reloading {
  const { running, source, live, supervisor, log, refuse = () => null } = options;
  let { config } = running;

  async function apply(change: ConfigChange): Promise<string | null> {
    const fault = refuse(config, change.config) ?? (await supervisor.configure(change));
    if (fault !== null) return fault;
    try {
      live.configure(change.revision, change.config);
    } catch (error) {
      return error instanceof Error ? error.message : 'an unknown error';
    }
    ({ config } = change);
    return null;
  }

  const reloader = new ConfigReloader({
    running,
    load: source === null ? () => noSource : source.load,
    apply,
    onLoaded(files) {
      if (!isStopped) watched.watch(files);
    },
    onEnded(state) {
      supervisor.totals.config = state;
      supervisor.publish();
    },
    log,
  });
  let isStopped = false;
  const watched = watchFiles(() => void reloader.reload('file'));
  watched.watch(source?.files ?? []);
  supervisor.totals.config = reloader.state;
  return {
    reload: async (because) => (isStopped ? reloader.state : reloader.reload(because)),
    running: () => config,
    stop() {
      isStopped = true;
      watched.close();
    },
  };
}

const noSource: LoadedValues = {
  config: null,
  settings: null,
  faults: [
    {
      place: null,
      subject: '',
      message: 'there is no config file to reload: Parallax was started without --config',
    },
  ],
  files: [],
};
