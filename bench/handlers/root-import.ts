/* eslint-disable no-restricted-imports -- the import that our rule forbids is what this file measures */
import twilio from 'twilio';
import { FORBIDDEN, HttpEvent, readWebhook, xml } from './http-event';
import { readAuthToken } from './secret';

/** The handler of most tutorials: twilio's root import and the AWS SDK. */
export async function handler(event: HttpEvent) {
  const { url, signature, parameters } = readWebhook(event);
  if (!twilio.validateRequest(await readAuthToken(), signature, url, parameters)) return FORBIDDEN;
  const response = new twilio.twiml.MessagingResponse();
  response.message(parameters.Body);
  return xml(response.toString());
}
