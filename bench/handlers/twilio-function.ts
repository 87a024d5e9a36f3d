/* eslint-disable no-restricted-imports -- Twilio's Functions have the whole package in a global variable */
import twilio from 'twilio';
import { FORBIDDEN, HttpEvent, readWebhook, xml } from './http-event';
import { readAuthToken } from './secret';

interface FunctionContext {
  readonly AUTH_TOKEN: string;
  getTwilioClient(): twilio.Twilio;
}

type FunctionCallback = (error: Error | null, result?: { toString(): string }) => void;

/** A Twilio Function as its documentation shows one, moved to Lambda with a small adapter. */
function twilioFunction(
  _context: FunctionContext,
  event: Readonly<Record<string, string>>,
  callback: FunctionCallback,
): void {
  const response = new twilio.twiml.MessagingResponse();
  response.message(event.Body);
  callback(null, response);
}

/** The adapter: what Twilio's platform does before it calls a protected Function. */
export async function handler(httpEvent: HttpEvent) {
  const { url, signature, parameters } = readWebhook(httpEvent);
  const authToken = await readAuthToken();
  if (!twilio.validateRequest(authToken, signature, url, parameters)) return FORBIDDEN;
  const context = {
    AUTH_TOKEN: authToken,
    getTwilioClient: () => twilio(parameters.AccountSid, authToken),
  };
  return new Promise((resolve, reject) => {
    twilioFunction(context, { ...parameters, request: '' }, (error, result) => (error ? reject(error) : resolve(xml(String(result)))));
  });
}
