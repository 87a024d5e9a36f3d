import MessagingResponse from 'twilio/lib/twiml/MessagingResponse';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { FORBIDDEN, HttpEvent, readWebhook, xml } from './http-event';
import { readAuthToken } from './secret';

/** A careful author's handler: deep imports of twilio, and the unmodified AWS SDK. */
export async function handler(event: HttpEvent) {
  const { url, signature, parameters } = readWebhook(event);
  if (!validateRequest(await readAuthToken(), signature, url, parameters)) return FORBIDDEN;
  const response = new MessagingResponse();
  response.message(parameters.Body);
  return xml(response.toString());
}
