import MessagingResponse from 'twilio/lib/twiml/MessagingResponse';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { FORBIDDEN, HttpEvent, readWebhook, xml } from './http-event';
import { readAuthToken } from './secret';

/** What a careful author writes: only the files of twilio that are needed, and the AWS SDK as it comes. */
export async function handler(event: HttpEvent) {
  const { url, signature, parameters } = readWebhook(event);
  if (!validateRequest(await readAuthToken(), signature, url, parameters)) return FORBIDDEN;
  const response = new MessagingResponse();
  response.message(parameters.Body);
  return xml(response.toString());
}
