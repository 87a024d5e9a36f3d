/**
 * How the gateway handles a signed message that has traces of a repartitioned one, if a parameter that Twilio adds
 * tomorrow may leave them, too.
 */
export enum SuspiciousMessages {
  /** Answer it. The log line has the trace as `suspicious`, and `metricSuspicious` counts it. */
  ACCEPT = 'accept',
  /** Reject it with 400, as `invalid_message`. A new parameter of Twilio's may then reject every genuine message. */
  REJECT = 'reject',
}
