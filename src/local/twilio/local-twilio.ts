import { randomBytes } from 'node:crypto';
import { inboundParameters, randomSid, webhookRequest, WebhookRequest } from './signed-message';
import { MediaStore } from './media-store';
import { ExchangeView, Origin, PageRequests } from '../page-protocol/page-protocol';
import { deliverMessage } from './deliver-message';

export interface LocalTwilioProps {
  /** The webhook's URL now: a changed app may have another path. */
  readonly webhookUrl: () => string;
  /** The token now: it may be rotated. */
  readonly authToken: () => string;
  /** Where the media are served, such as `http://127.0.0.1:4680`. */
  readonly mediaOrigin: string;
  /** @default - a made-up one */
  readonly accountSid?: string;
  readonly media: MediaStore;
  /** Where on this machine a webhook is that was called by this URL. */
  readonly localUrl: (url: string) => string;
  /** Told before a request is sent: its `I-Twilio-Idempotency-Token`. */
  readonly announce: (token: string, origin: Origin) => void;
}

/** The number that texts are sent to: one that is reserved for fiction. */
export const GATEWAY_NUMBER = '+12025550100';
const SENT_HEADERS = ['content-type', 'user-agent', 'i-twilio-idempotency-token', 'x-twilio-signature'];

/** Twilio's part: makes a webhook request of a text, signs and sends it. */
export class LocalTwilio {
  /** All texts of a run come from one account. */
  private readonly madeUpAccountSid = randomSid('AC');

  public constructor(private readonly props: LocalTwilioProps) {}

  /** Sends what somebody texted. Resolves with the answer. */
  public async deliver({ from, channel, body, media, isForged }: PageRequests['/api/messages']): Promise<void> {
    const address = (number: string) => channel === 'whatsapp' ? `whatsapp:${number}` : number;
    const parameters = inboundParameters({
      accountSid: this.props.accountSid ?? this.madeUpAccountSid,
      from: address(from),
      to: address(GATEWAY_NUMBER),
      body,
      channel,
      media: media.map(({ contentType, base64 }) => ({
        contentType,
        url: this.props.mediaOrigin + this.props.media.add(contentType, Buffer.from(base64, 'base64')),
      })),
    });
    const key = isForged ? randomBytes(16).toString('hex') : this.props.authToken();
    await this.send(webhookRequest(this.props.webhookUrl(), parameters, key), isForged ? 'forged' : 'phone');
  }

  /** Sends a request once more, with the same signature: what a retry of Twilio, or whoever captured it, would send. */
  public async repeat({ request }: ExchangeView): Promise<void> {
    const headers = Object.fromEntries(request.headers.filter(([name]) => SENT_HEADERS.includes(name)));
    const body = new URLSearchParams(request.parameters as [string, string][]).toString();
    const url = request.candidates.at(0)?.url;
    await this.send({ url: url === undefined ? this.props.webhookUrl() : this.props.localUrl(url), headers, body }, 'repeated');
  }

  private async send(request: WebhookRequest, origin: Origin): Promise<void> {
    this.props.announce(request.headers['i-twilio-idempotency-token'] ?? '', origin);
    await deliverMessage(request);
  }
}
