/** What the local gateway tells the function's process, over Node's IPC channel. */
export interface Invocation {
  readonly requestId: string;
  /** Epoch milliseconds at which the invocation is ended. */
  readonly deadline: number;
  readonly event: unknown;
}

/** What the function's process tells the local gateway. */
export type HostMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly requestId: string; readonly result: unknown }
  | { readonly type: 'error'; readonly requestId: string; readonly message: string };
