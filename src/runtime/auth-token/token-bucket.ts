/** Allows a few calls at once, and then one per interval. */
export class TokenBucket {
  private tokens: number;
  /** Until when refilled tokens are counted. */
  private countedAt = -Infinity;

  constructor(private readonly capacity: number, private readonly interval: number) {
    this.tokens = capacity;
  }

  /** Takes a token, if there is one. A clock that was set back delays the next token by an interval at most. */
  take(now: number): boolean {
    const refilled = Math.max(0, Math.floor((now - this.countedAt) / this.interval));
    this.tokens = Math.min(this.capacity, this.tokens + refilled);
    const isWhole = this.tokens === this.capacity || now < this.countedAt;
    this.countedAt = isWhole ? now : this.countedAt + refilled * this.interval;
    if (this.tokens === 0) {
      return false;
    }
    this.tokens--;
    return true;
  }
}
