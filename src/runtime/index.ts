/**
 * `cdk-twilio-sms-gateway/runtime`, for authors of reply handlers: the types of a message, its context and a reply, and
 * a function that downloads attachments outside of a reply handler.
 * @packageDocumentation
 */
export * from '../shared/reply-contract';
export { fetchMedia, type MediaCredentials, type MediaRegion } from './media/fetch-media';
