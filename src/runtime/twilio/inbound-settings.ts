/** The webhook settings of a number or a Messaging Service: what Twilio calls when a message arrives. */
export interface InboundSettings {
  /** Empty if none is set. */
  readonly url: string;
  readonly method: string;
  /** Empty if none is set. */
  readonly fallbackUrl: string;
  readonly fallbackMethod: string;
  /** Numbers only: an application, which overrides the number's own URL. Empty if none is set. */
  readonly applicationSid?: string;
  /** Messaging Services only: whether Twilio calls each number's own URL instead. */
  readonly isLeftToNumbers?: boolean;
}

/** A number or a Messaging Service. */
export interface InboundTarget {
  readonly kind: 'number' | 'service';
  /** PN... or MG... */
  readonly sid: string;
  /** The name for people: +15551234567, or the name of the service. */
  readonly name: string;
  readonly settings: InboundSettings;
  /** Numbers only: the Messaging Service that the number is in. */
  readonly service?: { readonly sid: string; readonly name: string; readonly isLeftToNumbers: boolean };
}

/**
 * Whether a target is the wanted one.
 *
 * @param wanted a number such as +15551234567, or the SID of a Messaging Service
 */
export function isNamed({ kind, name, sid }: InboundTarget, wanted: string): boolean {
  return wanted === (kind === 'number' ? name : sid);
}

/** The URLs that Twilio sets at a new number. Nobody misses them. */
const TWILIO_DEFAULT = /^https:\/\/(demo|sms-fallback)\.twilio\.com\/welcome\//;

/** Whether two URLs call the same webhook. Their fragments hold Twilio's connection overrides, which are not sent. */
export function isSameUrl(one: string, other: string): boolean {
  return one !== '' && withoutFragment(one) === withoutFragment(other);
}

export function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}

/**
 * Says what Twilio calls for a message to a target. The order of precedence for a number: its Messaging Service, unless
 * that leaves it to its numbers; the application; the number's own URL.
 * Source: Twilio, "Services resource: UseInboundWebhookOnNumber"; "IncomingPhoneNumber resource: SmsApplicationSid".
 */
export function whoAnswers({
  kind,
  settings,
  service,
}: InboundTarget): 'service' | 'application' | 'numbers' | 'url' | 'nobody' {
  if (kind === 'service' && settings.isLeftToNumbers) return 'numbers';
  if (service !== undefined && !service.isLeftToNumbers) return 'service';
  if (settings.applicationSid) return 'application';
  return settings.url === '' ? 'nobody' : 'url';
}

/** Whether messages to the target go to one of these URLs. */
export function pointsTo(target: InboundTarget, ...urls: readonly string[]): boolean {
  return whoAnswers(target) === 'url' && hasUrl(target, ...urls);
}

/**
 * Whether a target's own settings point to one of these URLs, without an application or numbers that override it.
 * Unlike `pointsTo` it ignores the Messaging Service of a number, which Twilio may call instead.
 */
export function isSetTo(target: InboundTarget, ...urls: readonly string[]): boolean {
  return !target.settings.applicationSid && !target.settings.isLeftToNumbers && hasUrl(target, ...urls);
}

/** Whether a target's own URL is one of these, even if something overrides it. */
export function hasUrl({ settings }: InboundTarget, ...urls: readonly string[]): boolean {
  return urls.some((url) => isSameUrl(settings.url, url));
}

/** Whether a URL is set that is neither Twilio's default nor the gateway's: somebody would miss it. */
export function isThirdPartyUrl(url: string, ...gatewayUrls: readonly string[]): boolean {
  return url !== '' && !TWILIO_DEFAULT.test(url) && !gatewayUrls.some((own) => isSameUrl(url, own));
}

/** Whether a target has an application, or a URL that is neither Twilio's default nor the gateway's. */
export function isThirdPartyWebhook({ settings }: InboundTarget, ...gatewayUrls: readonly string[]): boolean {
  return settings.applicationSid ? true : isThirdPartyUrl(settings.url, ...gatewayUrls);
}

/** Describes the settings for people. */
export function describeSettings(target: InboundTarget): string {
  const { url, method, applicationSid } = target.settings;
  switch (whoAnswers(target)) {
    case 'service': return `answered by its Messaging Service ${target.service!.name} (${target.service!.sid})`;
    case 'numbers': return 'left to the webhooks of its numbers';
    case 'application': return `the application ${applicationSid}`;
    case 'nobody': return 'no webhook';
    case 'url': return `${url} (${method})${TWILIO_DEFAULT.test(url) ? ", Twilio's greeting" : ''}`;
  }
}
