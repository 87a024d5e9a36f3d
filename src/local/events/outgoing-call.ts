/** A call that the function, or a worker behind it, made to AWS or to Twilio, and that an emulator took. */
export interface OutgoingCall {
  /** Such as `SQS`. */
  readonly service: string;
  /** Such as `SendMessage`. */
  readonly operation: string;
  /** One line: where it went, and what became of it. */
  readonly summary: string;
  /** What was sent, as text. Shown on demand. */
  readonly detail?: string;
  /** The message that it sent to a phone, where it called Twilio's REST API. Shown in the conversation. */
  readonly message?: { readonly to: string; readonly body: string; readonly media: readonly string[] };
  /**
   * The invocation that made it: `requestIdOf(request.headers)`.
   *
   * @default - the latest message from `message.to`, else the latest message of all
   */
  readonly requestId?: string;
}
