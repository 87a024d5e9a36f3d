/** What a Lambda function behind API Gateway or a function URL returns. */
export interface WebhookResponse {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** 200 with TwiML. Never `text/plain`: Twilio would send that to the sender as a text. */
export function twimlResponse(twiml: string): WebhookResponse {
  return { statusCode: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: twiml };
}

/** A status and nothing else: whoever gets a rejection learns no cause from it. */
export function emptyResponse(statusCode: number): WebhookResponse {
  return { statusCode, body: '' };
}
