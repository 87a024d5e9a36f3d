/** How much a suite does, and with which random numbers. */
export interface SuiteOptions {
  /** Random cases; suites of fixed cases ignore it. */
  readonly count: number;
  readonly seed: number;
}

/** One line of the table in docs/verification.md. */
export interface Row {
  readonly what: string;
  readonly cases: number;
  /** What came out, in figures. */
  readonly result: string;
  /** The first few, each with what is needed to repeat it. Empty if the row holds. */
  readonly failures: readonly string[];
}

export type Suite = (options: SuiteOptions) => Promise<readonly Row[]>;

const EXAMPLES = 5;

/** Counts cases and what they came to, and keeps the first few failures. */
export class Tally {
  cases = 0;
  failed = 0;

  private readonly examples: string[] = [];
  private readonly kinds = new Map<string, number>();

  /** Counts a case of a kind. */
  count(kind?: string): void {
    this.cases++;
    if (kind !== undefined) {
      this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    }
  }

  /** Counts a failure, which `describe` makes readable. */
  fail(describe: () => string): void {
    if (this.failed++ < EXAMPLES) {
      this.examples.push(describe());
    }
  }

  of(kind: string): number {
    return this.kinds.get(kind) ?? 0;
  }

  /** Each kind with its count, the most frequent first. */
  get summary(): string {
    return [...this.kinds].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${number(count)} ${kind}`).join(', ');
  }

  row(what: string, result = this.summary): Row {
    return { what, cases: this.cases, result, failures: this.failed > EXAMPLES ? [...this.examples, `... ${this.failed} in all`] : this.examples };
  }
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** A case as it can be pasted into a test. */
export function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 4000) ?? String(value);
}

export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
