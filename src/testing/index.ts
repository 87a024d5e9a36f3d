/**
 * What authors of reply handlers use in their tests, as `cdk-twilio-sms-gateway/testing`. It needs no account, no AWS and
 * no network.
 * @packageDocumentation
 */
export { inboundMessage, type InboundFields } from './inbound-message';
export { invoke, type InvokeOptions, type InvokeResult } from './invoke';
export type { LogEntry } from '../runtime/log/log';
export { signedRequest, type SignedRequest, type SignedRequestOptions } from './signed-request';
