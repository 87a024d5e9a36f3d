import { IncomingMessage } from 'node:http';
import { HttpApiResponse, refusal } from './http-api-response';
import { inboundParameters, randomSid, webhookRequest } from './inbound-text';
import { readBody } from './read-body';
import { sendText } from './send-text';

export interface PageApiProps {
  /** Construct path of the gateway. */
  readonly gateway: string;
  readonly webhookUrl: string;
  readonly authToken: string;
}

/** The number that texts are sent to: one that is reserved for fiction. */
const GATEWAY_NUMBER = '+12025550100';
/** A phone number, a short code, or either of them on WhatsApp. */
const SENDER = /^(whatsapp:)?\+?\d{3,15}$/;
/** Twilio takes no longer ones. */
const MAX_BODY_LENGTH = 1600;
const MAX_REQUEST_BYTES = 64 * 1024;

/** All texts of a run come from one account. */
const accountSid = randomSid('AC');

/** What the page asks of its server. Who may ask is decided before. */
export async function answerPageApi(request: IncomingMessage, path: string, props: PageApiProps): Promise<HttpApiResponse> {
  switch (`${request.method} ${path}`) {
    case 'GET /api/gateway': return json({ gateway: props.gateway, webhookUrl: props.webhookUrl, number: GATEWAY_NUMBER });
    case 'POST /api/texts': return postText(request, props);
    default: return refusal(404, 'Not Found');
  }
}

async function postText(request: IncomingMessage, { webhookUrl, authToken }: PageApiProps): Promise<HttpApiResponse> {
  const { from, body } = parse(await readBody(request, MAX_REQUEST_BYTES));
  if (typeof from !== 'string' || !SENDER.test(from)) return refusal(400, 'From must be a phone number such as +12025550123.');
  if (typeof body !== 'string' || body.length > MAX_BODY_LENGTH) return refusal(400, `The text may have at most ${MAX_BODY_LENGTH} characters.`);
  const parameters = inboundParameters({ accountSid, from, to: GATEWAY_NUMBER, body });
  return json(await sendText(webhookRequest(webhookUrl, parameters, authToken)));
}

function parse(body: Buffer | undefined): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body?.toString('utf8') ?? ''));
  } catch {
    return {};
  }
}

function json(value: unknown): HttpApiResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    body: Buffer.from(JSON.stringify(value)),
  };
}
