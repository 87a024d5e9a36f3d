import { FakeClock } from '../support/fake-store';

/** A clock that jumps from one event to the next: ten minutes of traffic in seconds, in the same order each time. */
export class VirtualTime extends FakeClock {
  private readonly timers: Array<{ at: number; wake: () => void }> = [];

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      const at = this.time + Math.max(0, milliseconds);
      let index = this.timers.length;
      while (index > 0 && this.timers[index - 1].at > at) {
        index--;
      }
      this.timers.splice(index, 0, { at, wake });
    });
  }

  /** Lets time pass until there is nothing left to wait for. */
  async run(): Promise<void> {
    await settled();
    while (this.timers.length > 0) {
      const { at, wake } = this.timers.shift()!;
      this.time = at;
      wake();
      await settled();
    }
  }
}

/** When everything that can go on without time passing has done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
