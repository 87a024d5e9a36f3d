import { randomBytes } from 'node:crypto';
import { deliverMessage } from './deliver-message';
import { MediaStore } from './media-store';
import { OptOuts } from './opt-outs';
import { placeParameters } from './places';
import { inboundParameters, randomSid, webhookRequest, WebhookRequest } from './signed-message';
import { SharedKey } from '../../runtime/auth-token/parse-shared-key';
import { ExchangeView, Origin, PageRequests, SENDER_NAMES } from '../page-protocol/page-protocol';

export interface LocalTwilioProps {
  /** Returns the webhook's URL now: a changed app may have another path. */
  readonly webhookUrl: () => string;
  /** Returns what signs now: the token, which may be rotated, or a SharedKey. */
  readonly key: () => string | SharedKey;
  /** Signs the messages that ask for a SharedKey. */
  readonly sharedKey: SharedKey;
  /** The origin that serves the media, such as `http://127.0.0.1:4680`. */
  readonly mediaOrigin: string;
  /** @default - a made-up one */
  readonly accountSid?: string;
  readonly media: MediaStore;
  readonly optOuts: OptOuts;
  /** Translates a webhook's URL into the one on this machine. */
  readonly localUrl: (url: string) => string;
  /** Gets the `I-Twilio-Idempotency-Token` of each request before it is sent. */
  readonly announce: (token: string, origin: Origin) => void;
}

/** The gateway's number. It is reserved for fiction. */
export const GATEWAY_NUMBER = '+12025550100';
const SENT_HEADERS = [
  'content-type',
  'user-agent',
  'i-twilio-idempotency-token',
  'x-twilio-signature',
  'x-twilio-webhooks-signature-settings',
];

/** Acts as Twilio: makes a webhook request of a message, signs and sends it. */
export class LocalTwilio {
  /** One account for all messages of a run. */
  private readonly madeUpAccountSid = randomSid('AC');

  public constructor(private readonly props: LocalTwilioProps) {}

  /** Delivers a message from the page. Resolves when it is answered. */
  public async deliver(message: PageRequests['/api/messages']): Promise<void> {
    const { from, channel, body, media, parameters: added = [], isForged, usesSharedKey } = message;
    const isRich = channel === 'whatsapp' || channel === 'rcs';
    const address = (number: string) => isRich ? `${channel}:${number}` : number;
    const usual = inboundParameters({
      accountSid: this.props.accountSid ?? this.madeUpAccountSid,
      from: address(from),
      to: address(GATEWAY_NUMBER),
      body,
      channel,
      profileName: SENDER_NAMES[from],
      media: media.map(({ contentType, base64 }) => ({
        contentType,
        url: this.props.mediaOrigin + this.props.media.add(contentType, Buffer.from(base64, 'base64')),
      })),
    });
    const places = isRich ? {} : placeParameters(from, GATEWAY_NUMBER);
    const parameters = { ...usual, ...places, ...Object.fromEntries(added) };
    if (!isForged) this.props.optOuts.note(parameters);
    const own = usesSharedKey ? this.props.sharedKey : this.props.key();
    const key = isForged ? forged(own) : own;
    await this.send(webhookRequest(this.props.webhookUrl(), parameters, key), isForged ? 'forged' : 'phone');
  }

  /** Sends a request once more with the same signature, as a retry of Twilio does, or somebody who captured it. */
  public async repeat({ request }: ExchangeView): Promise<void> {
    const headers = Object.fromEntries(request.headers.filter(([name]) => SENT_HEADERS.includes(name)));
    const body = new URLSearchParams(request.parameters as [string, string][]).toString();
    const url = request.candidates.at(0)?.url;
    const target = url === undefined ? this.props.webhookUrl() : this.props.localUrl(url);
    await this.send({ url: target, headers, body }, 'repeated');
  }

  /** The result is not needed here: the page's history gets the function's answer, or notices that it is too late. */
  private async send(request: WebhookRequest, origin: Origin): Promise<void> {
    this.props.announce(request.headers['i-twilio-idempotency-token'] ?? '', origin);
    await deliverMessage(request);
  }
}

/** A key of the same kind that nobody has. */
function forged(key: string | SharedKey): string | SharedKey {
  const random = randomBytes(16).toString('hex');
  return typeof key === 'string' ? random : { ...key, sharedKey: random };
}
