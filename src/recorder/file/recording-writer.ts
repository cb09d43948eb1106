import type { RecordConfig } from '../../config/record-schema.ts';
import type { Logger } from '../../log.ts';
import { ByteBudget } from '../../transport/byte-budget.ts';
import { deleteOldFormer } from './former-files.ts';
import { beginRecording, type HeaderValues, type RecordingFile } from './recording-file.ts';

export interface WriterOptions {
  readonly record: Pick<RecordConfig, 'file' | 'rotateBytes' | 'keepDays'>;
  /** The header of a file that is started now. */
  readonly header: () => HeaderValues;
  readonly key: Buffer | null;
  /** The budget of waiting messages, in bytes. */
  readonly budgetBytes: number;
  readonly log: Logger;
  readonly retryMs?: number;
}

/** A message with these exchanges. */
export interface Waiting {
  readonly message: Uint8Array;
  readonly exchanges: number;
  /** Called once: it is written, or counted as lost. */
  readonly onSettled: () => void;
}

const retryMsDefault = 30_000;
const syncMs = 1_000;
/** Old files are also looked for while nothing is rotated. */
const cleanMs = 3600 * 1000;

/**
 * Writes messages to a recording, one after the other, and rotates it. After an error it pauses, and then
 * tries again with a new file; messages of that time are counted as lost.
 */
export class RecordingWriter {
  readonly counts = { exchanges: 0, bytes: 0, lost: 0 };
  readonly #options: WriterOptions;
  readonly #budget: ByteBudget;
  readonly #syncing: NodeJS.Timeout;
  readonly #cleaning: NodeJS.Timeout;
  #file: RecordingFile | null = null;
  #isDown = false;
  #downUntil = 0;
  #isDirty = false;
  /** The operations on the file, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#budget = new ByteBudget(options.budgetBytes);
    this.#syncing = setInterval(() => this.#doNext(() => this.#sync()), syncMs);
    this.#cleaning = setInterval(() => this.#doNext(() => this.#clean()), cleanMs);
    this.#doNext(() => this.#open());
  }

  /** Whether messages are written. */
  get isUp(): boolean {
    return this.#file !== null;
  }

  /** Changes the budget of waiting messages. */
  limit(budgetBytes: number): void {
    this.#budget.limitBytes = budgetBytes;
  }

  add(waiting: Waiting): void {
    const { message, exchanges, onSettled } = waiting;
    if (!this.#budget.take(message.byteLength)) {
      this.counts.lost += exchanges;
      onSettled();
      return;
    }
    this.#doNext(async () => {
      try {
        await this.#write(waiting);
      } finally {
        this.#budget.give(message.byteLength);
        onSettled();
      }
    });
  }

  /** Writes the waiting messages, and ends the file. */
  async close(): Promise<void> {
    clearInterval(this.#syncing);
    clearInterval(this.#cleaning);
    this.#doNext(async () => {
      await this.#sync();
      await this.#file?.close();
      this.#file = null;
    });
    await this.#work;
  }

  #doNext(step: () => Promise<void>): void {
    this.#work = this.#work.then(step).catch((error: unknown) => this.#fail(error));
  }

  async #write({ message, exchanges }: Waiting): Promise<void> {
    if (this.#isDown && performance.now() >= this.#downUntil) await this.#open();
    if (this.#file === null) {
      this.counts.lost += exchanges;
      return;
    }
    try {
      const before = this.#file.bytes;
      await this.#file.append(message);
      this.#isDirty = true;
      this.counts.exchanges += exchanges;
      this.counts.bytes += this.#file.bytes - before;
    } catch (error) {
      this.counts.lost += exchanges;
      throw error;
    }
    if (this.#file.bytes >= this.#options.record.rotateBytes) await this.#rotate();
  }

  async #rotate(): Promise<void> {
    await this.#sync();
    await this.#file?.close();
    this.#file = null;
    await this.#open();
  }

  async #open(): Promise<void> {
    const { record, header, key, log } = this.#options;
    try {
      this.#file = await beginRecording(record.file, header(), key);
    } catch (error) {
      await this.#fail(error);
      return;
    }
    this.counts.bytes += this.#file.bytes;
    if (this.#isDown) log.info({ file: record.file }, 'exchanges are recorded again');
    this.#isDown = false;
    await this.#clean();
  }

  async #sync(): Promise<void> {
    if (this.#isDown && performance.now() >= this.#downUntil) await this.#open();
    if (!this.#isDirty) return;
    this.#isDirty = false;
    await this.#file?.sync();
  }

  /** A failure to delete old files must not stop the recording. */
  async #clean(): Promise<void> {
    const { record, log } = this.#options;
    try {
      await deleteOldFormer(record.file, record.keepDays);
    } catch (error) {
      log.warn({ code: codeOf(error) }, 'old recordings cannot be deleted');
    }
  }

  async #fail(error: unknown): Promise<void> {
    const { record, log, retryMs = retryMsDefault } = this.#options;
    const file = this.#file;
    this.#file = null;
    this.#isDirty = false;
    this.#downUntil = performance.now() + retryMs;
    await abandonQuietly(file);
    if (this.#isDown) return;
    this.#isDown = true;
    log.warn(
      { file: record.file, code: codeOf(error), retryMs },
      'recording has stopped: the file cannot be written',
    );
  }
}

/** If a file cannot be closed, everything after its last sync is lost, and was counted when it failed. */
async function abandonQuietly(file: RecordingFile | null): Promise<void> {
  try {
    await file?.abandon();
  } catch {
    // The descriptor is gone in any case.
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? 'unknown';
}
