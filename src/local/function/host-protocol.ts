/** A message of the local gateway to the function's process, over Node's IPC channel. */
export interface Invocation {
  readonly requestId: string;
  /** Epoch milliseconds at which the invocation times out. */
  readonly deadline: number;
  readonly event: unknown;
}

/** A message of the function's process to the local gateway. */
export type HostMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly requestId: string; readonly result: unknown }
  | { readonly type: 'error'; readonly requestId: string; readonly message: string };
