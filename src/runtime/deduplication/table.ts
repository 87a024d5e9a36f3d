/** An item of the table: strings, numbers and booleans are all that is kept. */
export type Item = Readonly<Record<string, string | number | boolean>> & {
  /** The partition key. */
  readonly id: string;
  /** Seconds since 1970, after which DynamoDB deletes it: late, so that whoever reads it has to look. */
  readonly expiration: number;
};

/** Under which an item is put: `#name` stands for an attribute, `:name` for a value. */
export interface Condition {
  readonly expression: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

/** The two calls that are made. Both reject when the table does not answer in time. */
export interface Table {
  /** What is there now, expired or not. */
  get(id: string): Promise<Item | undefined>;
  /**
   * Puts an item in the place of the one with its id.
   *
   * @returns the item that is there, if it does not meet the condition; nothing was put then
   */
  put(item: Item, options?: PutOptions): Promise<Item | undefined>;
}

export interface PutOptions {
  /** @default - the item is put in any case */
  readonly condition?: Condition;
  /** Milliseconds that are left for it. @default - as long as a call may take */
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
