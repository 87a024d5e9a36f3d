/**
 * Time that passes only when nobody has anything else to do: hours of back-off take as long as their work. Each thread
 * is either at work or in `sleep`; when all sleep, the clock goes to the first that wakes.
 */
export class VirtualTime {
  private time = 1_700_000_000_000;
  private threads = 0;
  private readonly sleepers: Array<{ readonly until: number; readonly wake: () => void }> = [];

  readonly now = () => this.time;

  readonly sleep = async (milliseconds: number): Promise<void> => new Promise((wake) => {
    this.sleepers.push({ until: this.time + milliseconds, wake });
    this.goOn();
  });

  /** Runs threads beside each other until all have ended. */
  async run(threads: ReadonlyArray<() => Promise<void>>): Promise<void> {
    this.threads += threads.length;
    await Promise.all(threads.map(async (thread) => thread().finally(() => {
      this.threads--;
      this.goOn();
    })));
  }

  private goOn(): void {
    if (this.threads === 0 || this.sleepers.length < this.threads) return;
    this.sleepers.sort((a, b) => a.until - b.until);
    this.time = Math.max(this.time, this.sleepers[0].until);
    const awake = this.sleepers.filter(({ until }) => until <= this.time);
    this.sleepers.splice(0, awake.length);
    awake.forEach(({ wake }) => wake());
  }
}
