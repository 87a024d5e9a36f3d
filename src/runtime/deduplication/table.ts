/** An item of the table. It holds only strings, numbers and booleans. */
export type Item = Readonly<Record<string, string | number | boolean>> & {
  /** The partition key. */
  readonly id: string;
  /** Seconds since 1970. DynamoDB deletes the item later than that, so every reader checks it. */
  readonly expiration: number;
};

/** The condition for putting an item. `#name` stands for an attribute, `:name` for a value. */
export interface Condition {
  readonly expression: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

/** The two calls of the table. Both reject if it does not answer in time. */
export interface Table {
  /** The item with this id, expired or not. */
  get(id: string): Promise<Item | undefined>;
  /**
   * Puts an item, and replaces the one with the same id.
   *
   * @returns the existing item if it does not meet the condition; then nothing was put
   */
  put(item: Item, options?: PutOptions): Promise<Item | undefined>;
}

export interface PutOptions {
  /** @default - the item is always put */
  readonly condition?: Condition;
  /** Time-out in milliseconds. @default - the time-out of any call */
  readonly withinMs?: number;
}

/** Whether an item counts as deleted. */
export function isExpired({ expiration }: Item, now: number): boolean {
  return expiration <= toSeconds(now);
}

/** DynamoDB's time to live counts in seconds. */
export function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
