/** Options of a number or Messaging Service that the stack points at a gateway. */
export interface MessageSourceOptions {
  /**
   * Whether a webhook, an application or a fallback URL of something else may be replaced. It is put back when the number is
   * taken out of the stack.
   *
   * @default false - the deployment fails and says what is there
   */
  readonly overwrite?: boolean;

  /**
   * The URL that Twilio calls (HTTP POST) when the gateway fails or cannot be reached: an absolute `https` URL without credentials,
   * such as another gateway's `webhookUrl`.
   *
   * @default - what the number has stays as it is
   */
  readonly fallbackUrl?: string;
}

/** What the stack points at a gateway: a number of the Twilio account, or a Messaging Service with all its numbers. */
export class MessageSource {
  /**
   * A number of the Twilio account that owns the auth token.
   *
   * A number in a Messaging Service is answered by the service, unless that leaves it to its numbers: give the service then.
   *
   * @param phoneNumber in E.164 form, such as `+15551234567`
   * @param options what may be replaced, and the fallback
   */
  public static phoneNumber(phoneNumber: string, options: MessageSourceOptions = {}): MessageSource {
    return new MessageSource(options, phoneNumber);
  }

  /**
   * A Messaging Service. Its texts are then answered by the gateway, whatever webhooks its numbers have of their own. Short codes
   * and WhatsApp senders can be reached through one.
   *
   * @param messagingServiceSid `MG` and 32 hexadecimal digits
   * @param options what may be replaced, and the fallback
   */
  public static messagingService(messagingServiceSid: string, options: MessageSourceOptions = {}): MessageSource {
    return new MessageSource(options, undefined, messagingServiceSid);
  }

  /** Whether a webhook of something else may be replaced. */
  public readonly overwrite: boolean;

  /** The URL that Twilio calls when the gateway fails, where one is set. */
  public readonly fallbackUrl?: string;

  private constructor(
    options: MessageSourceOptions,
    /** The number in E.164 form, unless it is a Messaging Service. */
    public readonly e164?: string,
    /** The SID of the Messaging Service, unless it is a number. */
    public readonly messagingServiceSid?: string,
  ) {
    this.overwrite = options.overwrite ?? false;
    this.fallbackUrl = options.fallbackUrl;
  }
}
