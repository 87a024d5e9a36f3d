/** The response of a Lambda function behind API Gateway or a function URL. */
export interface WebhookResponse {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** 200 with TwiML. Never `text/plain`: Twilio would send that to the sender as a message. */
export function twimlResponse(twiml: string): WebhookResponse {
  return { statusCode: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: twiml };
}

/** A status and an empty body, so that a rejection says nothing about its cause. */
export function emptyResponse(statusCode: number): WebhookResponse {
  return { statusCode, body: '' };
}
