import { Failure } from './failure';
import { FROM_THE_BEGINNING, type Progress, type ReplyProgress } from './reply-progress';

/**
 * The progress of one attempt at a message. A failed read may stop the attempt, a failed write does not: sending a
 * reply twice is better than not sending it.
 */
export class AttemptProgress {
  /**
   * Reads the progress of earlier attempts.
   *
   * @param progress without it the attempt starts at the beginning, and nothing is stored
   * @throws Failure if the table is unavailable and required
   */
  static async start(key: string, progress?: ReplyProgress): Promise<AttemptProgress> {
    if (progress === undefined) return new AttemptProgress(key, FROM_THE_BEGINNING);
    try {
      return new AttemptProgress(key, await progress.read(key), progress);
    } catch (cause) {
      if (progress.isRequired) {
        const detail = `The deduplication table is unavailable: ${(cause as Error).name}`;
        throw new Failure('deduplication_unavailable', detail, { cause });
      }
      const attempt = new AttemptProgress(key, FROM_THE_BEGINNING, progress);
      attempt.isUncertain = true;
      return attempt;
    }
  }

  /** Whether a read or a write failed. */
  isUncertain = false;

  private constructor(
    private readonly key: string,
    private current: Progress,
    private readonly progress?: ReplyProgress,
  ) {}

  get now(): Progress {
    return this.current;
  }

  /** Stores the changes. */
  async advance(changes: Partial<Progress>): Promise<void> {
    this.current = { ...this.current, ...changes };
    await this.progress?.write(this.key, this.current).catch(() => (this.isUncertain = true));
  }
}
