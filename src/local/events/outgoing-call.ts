/** A call to AWS or Twilio by the gateway's function, or by another function of the app. An emulator took it. */
export interface OutgoingCall {
  /** For example `SQS`. */
  readonly service: string;
  /** For example `SendMessage`. */
  readonly operation: string;
  /** One line: the receiver and the outcome. */
  readonly summary: string;
  /** The content, as text. Shown on demand. */
  readonly detail?: string;
  /** The message to a phone, if Twilio's REST API was called. Shown in the conversation. */
  readonly message?: { readonly to: string; readonly body: string; readonly media: readonly string[] };
  /**
   * The invocation that made the call: `requestIdOf(request.headers)`.
   *
   * @default - the latest message from `message.to`, else the latest message of all
   */
  readonly requestId?: string;
}
