/** A line that a function wrote, or that the platform would write about it. */
export interface FunctionLogLine {
  readonly stream: 'stdout' | 'stderr' | 'platform';
  readonly text: string;
  /** The invocation during which it was written; none during init. */
  readonly requestId?: string;
}
