import { markKind } from '../validation/kind';
import { assertKnownNames, type NamesOf } from '../validation/known-names';

/** Options of a phone number or Messaging Service that the stack points at a gateway. */
export interface MessageSourceOptions {
  /**
   * Whether the stack may replace a webhook, an application or a fallback URL that is not the gateway's. The previous
   * settings are restored when the number is removed from the stack.
   *
   * @default false - the deployment fails and says which settings it found
   */
  readonly overwrite?: boolean;

  /**
   * The URL that Twilio calls (HTTP POST) when the gateway fails or cannot be reached: an absolute `https` URL without
   * credentials, such as another gateway's `webhookUrl`.
   *
   * @default - the fallback URL of the number is not changed
   */
  readonly fallbackUrl?: string;
}

const NAMES: NamesOf<MessageSourceOptions> = { fallbackUrl: true, overwrite: true };

/**
 * A phone number of the Twilio account, or a Messaging Service with all its numbers, that the stack points at a
 * gateway.
 */
export class MessageSource {
  /**
   * A phone number of the Twilio account that owns the auth token, or the API key.
   *
   * If the number is in a Messaging Service, the service handles its messages unless it is set to defer to the sender's
   * webhook. Use `messagingService()` for such a number.
   *
   * @param phoneNumber number in E.164 format, such as `+15551234567`
   * @param options which settings may be replaced, and the fallback URL
   */
  public static phoneNumber(phoneNumber: string, options: MessageSourceOptions = {}): MessageSource {
    assertKnownNames('MessageSource.phoneNumber', options, NAMES);
    return new MessageSource(options, phoneNumber);
  }

  /**
   * A Messaging Service. The gateway then answers the messages to all its numbers, whatever webhooks the numbers have.
   * Short codes and WhatsApp senders can be reached through a Messaging Service.
   *
   * @param messagingServiceSid `MG` and 32 hexadecimal digits
   * @param options which settings may be replaced, and the fallback URL
   */
  public static messagingService(messagingServiceSid: string, options: MessageSourceOptions = {}): MessageSource {
    assertKnownNames('MessageSource.messagingService', options, NAMES);
    return new MessageSource(options, undefined, messagingServiceSid);
  }

  /** Whether settings that are not the gateway's may be replaced. */
  public readonly overwrite: boolean;

  /** The URL that Twilio calls when the gateway fails, if one is set. */
  public readonly fallbackUrl?: string;

  private constructor(
    options: MessageSourceOptions,
    /** The number in E.164 format. Undefined for a Messaging Service. */
    public readonly e164?: string,
    /** The SID of the Messaging Service. Undefined for a phone number. */
    public readonly messagingServiceSid?: string,
  ) {
    this.overwrite = options.overwrite ?? false;
    this.fallbackUrl = options.fallbackUrl;
  }
}

markKind('MessageSource', MessageSource);
