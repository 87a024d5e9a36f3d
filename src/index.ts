export * from './constructs/twilio-sms-gateway';
export * from './constructs/phone-numbers/message-source';
export * from './constructs/reply-handlers/reply-handler';
export * from './constructs/reply-modes/reply-mode';
export * from './constructs/webhook-endpoints/webhook-endpoint';
export * from './constructs/monitoring/rejection-reason';
export * from './constructs/suspicious-messages';
export * from './constructs/twilio-region';
export { DeduplicationFailureMode } from './constructs/deduplication/deduplication';
export type { TwilioSmsGatewayProps } from './constructs/twilio-sms-gateway-props';
export type { WebhookAliasOptions } from './constructs/function/webhook-alias';
export type { GatewayFunctionOptions } from './constructs/function/gateway-function-options';
export type { Deduplication } from './constructs/deduplication/deduplication';
export type { GatewayAlarms } from './constructs/monitoring/gateway-alarms';
export type { RejectedMetricOptions } from './constructs/monitoring/monitored-gateway';
export type { AuthTokenRotation } from './constructs/auth-token/auth-token-rotation';
export type { ReplyHandlerBindOptions, ReplyHandlerConfig } from './constructs/reply-handlers/reply-handler-config';
export type { FromCodeOptions } from './constructs/reply-handlers/from-code';
export type { FromModuleOptions } from './constructs/reply-handlers/from-module-options';
export type { EventBusTargetOptions, TargetOptions } from './constructs/reply-handlers/reply-targets';
export type { ReplyModeBindOptions, ReplyModeConfig } from './constructs/reply-modes/reply-mode-config';
export type { AsynchronousReplyOptions } from './constructs/reply-modes/asynchronous-options';
export type {
  WebhookEndpointBindOptions, WebhookEndpointConfig,
} from './constructs/webhook-endpoints/webhook-endpoint-config';
export type { FunctionUrlEndpointOptions } from './constructs/webhook-endpoints/function-url';
export type { HttpApiEndpointOptions } from './constructs/webhook-endpoints/http-api';
export type { RestApiDomainMapping, RestApiEndpointOptions } from './constructs/webhook-endpoints/rest-api-options';
