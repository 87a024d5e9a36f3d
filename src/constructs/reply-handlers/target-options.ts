/** Options of a reply handler that passes messages on. */
export interface TargetOptions {
  /**
   * What the sender gets as soon as the message is passed on, such as "We will answer you shortly". 1 to 1,600 characters.
   *
   * @default - no reply
   */
  readonly acknowledgement?: string;
}
