/** The fields of an HTTP API's event that these handlers read. */
export interface HttpEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly rawPath: string;
  readonly requestContext: { readonly domainName: string };
  readonly body: string;
}

/** The URL that Twilio called, its signature and the form's parameters. */
export function readWebhook({ headers, rawPath, requestContext, body }: HttpEvent) {
  return {
    url: `https://${requestContext.domainName}${rawPath}`,
    signature: headers['x-twilio-signature'],
    parameters: Object.fromEntries(new URLSearchParams(Buffer.from(body, 'base64').toString())),
  };
}

export const FORBIDDEN = { statusCode: 403, body: '' };

export function xml(body: string) {
  return { statusCode: 200, headers: { 'content-type': 'text/xml' }, body };
}
