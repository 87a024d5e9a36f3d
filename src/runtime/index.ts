/**
 * What authors of reply handlers import, as `cdk-twilio-sms-gateway/runtime`: the types of a message, its context and a
 * reply, and what helps outside of a reply handler.
 * @packageDocumentation
 */
export * from '../shared/contract';
export { fetchMedia, type MediaCredentials } from './media/fetch-media';
