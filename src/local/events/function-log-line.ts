/** A line of a function, or of the platform about it, as in Amazon CloudWatch Logs. */
export interface FunctionLogLine {
  readonly stream: 'stdout' | 'stderr' | 'platform';
  readonly text: string;
  /** The invocation that wrote it. Missing during init. */
  readonly requestId?: string;
}
