export * from './twilio-sms-gateway';
export * from './reply-handler';
export * from './webhook-endpoint';
export type { HttpApiEndpointOptions } from './webhook-endpoints/http-api';
