import { WebhookRequest } from '../../local/twilio/signed-message';
import { TWILIO_TIMEOUT_MILLIS } from '../../shared/twilio-limits';

/** Answer of a webhook. */
export interface WebhookAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly milliseconds: number;
}

/** No answer came. */
export interface NoAnswer {
  readonly problem: string;
}

/** Sends a webhook request as Twilio would. The promise never rejects. */
export async function sendWebhook({ url, headers, body }: WebhookRequest): Promise<WebhookAnswer | NoAnswer> {
  const started = Date.now();
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TWILIO_TIMEOUT_MILLIS),
    });
    const text = await response.text();
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      text,
      milliseconds: Date.now() - started,
    };
  } catch (error) {
    const { name, cause } = error as Error;
    if (name === 'TimeoutError') {
      return { problem: `no answer within ${TWILIO_TIMEOUT_MILLIS / 1000} seconds, after which Twilio gives up` };
    }
    const { code, message } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
    return { problem: `${new URL(url).host} could not be reached (${code ?? message ?? name})` };
  }
}
