import { Failure } from './failure';
import { FROM_THE_BEGINNING, type Progress, type ReplyProgress } from './reply-progress';

/**
 * The progress of one attempt at a text. What could be read decides whether it begins; what cannot be written holds nothing
 * up: the reply is there, and sending it twice is better than not at all.
 */
export class AttemptProgress {
  /**
   * Reads how far the text is.
   *
   * @param progress without it the attempt starts at the beginning, and nothing is remembered
   * @throws Failure if it cannot be read, and has to be
   */
  static async start(key: string, progress?: ReplyProgress): Promise<AttemptProgress> {
    if (progress === undefined) return new AttemptProgress(key, FROM_THE_BEGINNING);
    try {
      return new AttemptProgress(key, await progress.read(key), progress);
    } catch (cause) {
      if (progress.isRequired) {
        throw new Failure('deduplication_unavailable', `The deduplication table cannot be read: ${(cause as Error).name}`, { cause });
      }
      const begun = new AttemptProgress(key, FROM_THE_BEGINNING, progress);
      begun.isUncertain = true;
      return begun;
    }
  }

  /** Whether something could not be read or written. */
  isUncertain = false;

  private constructor(private readonly key: string, private current: Progress, private readonly progress?: ReplyProgress) {}

  get now(): Progress {
    return this.current;
  }

  /** Remembers what has changed. */
  async advance(changes: Partial<Progress>): Promise<void> {
    this.current = { ...this.current, ...changes };
    await this.progress?.write(this.key, this.current).catch(() => (this.isUncertain = true));
  }
}
