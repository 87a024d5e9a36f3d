/**
 * `cdk-twilio-sms-gateway/testing`, for tests of reply handlers. It needs no account, no AWS and no network.
 * @packageDocumentation
 */
export { inboundMessage } from './sample-message';
export { invoke, type InvokeOptions, type InvokeResult } from './invoke';
export type { LogEntry } from '../runtime/log/log';
export { type SharedKeyOptions, signedRequest, type SignedRequest, type SignedRequestOptions } from './signed-request';
export type { InboundFields } from './twilio-parameters';
