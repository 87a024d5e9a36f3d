/** What happens to a text that arrives. The settings of a number, or of a Messaging Service. */
export interface InboundSettings {
  /** Empty where there is none. */
  readonly url: string;
  readonly method: string;
  readonly fallbackUrl: string;
  readonly fallbackMethod: string;
  /** Of a number: an application overrides the number's own URL. Empty where there is none. */
  readonly applicationSid?: string;
  /** Of a service: whether each number's own URL is called instead. */
  readonly isLeftToNumbers?: boolean;
}

/** Something at Twilio that texts arrive at. */
export interface InboundTarget {
  readonly kind: 'number' | 'service';
  /** PN... or MG... */
  readonly sid: string;
  /** As a person calls it: +15551234567, or the name of the service. */
  readonly name: string;
  readonly settings: InboundSettings;
  /** Of a number: the Messaging Service that it is in. */
  readonly service?: { readonly sid: string; readonly name: string; readonly isLeftToNumbers: boolean };
}

/**
 * Whether a target is the one that is meant.
 *
 * @param wanted a number such as +15551234567, or the SID of a Messaging Service
 */
export function isNamed({ kind, name, sid }: InboundTarget, wanted: string): boolean {
  return wanted === (kind === 'number' ? name : sid);
}

/** What Twilio sets at a new number, and what it answers from there: nobody's webhook. */
const TWILIOS_OWN = /^https:\/\/(demo|sms-fallback)\.twilio\.com\/welcome\//;

/** Whether two webhook URLs are the same to whoever is called: the fragment holds Twilio's connection overrides. */
export function isSameUrl(one: string, other: string): boolean {
  return one !== '' && withoutFragment(one) === withoutFragment(other);
}

export function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}

/**
 * What is called for a text to a target. For a number in order of precedence: the Messaging Service that it is in, unless that leaves it to
 * its numbers; the application; the number's own URL.
 * Source: Twilio, "Services resource: UseInboundWebhookOnNumber"; "IncomingPhoneNumber resource: SmsApplicationSid".
 */
export function whoAnswers({ kind, settings, service }: InboundTarget): 'service' | 'application' | 'numbers' | 'url' | 'nobody' {
  if (kind === 'service' && settings.isLeftToNumbers) return 'numbers';
  if (service !== undefined && !service.isLeftToNumbers) return 'service';
  if (settings.applicationSid) return 'application';
  return settings.url === '' ? 'nobody' : 'url';
}

/** Whether texts to the target go to one of these URLs. */
export function pointsTo(target: InboundTarget, ...urls: readonly string[]): boolean {
  return whoAnswers(target) === 'url' && urls.some((url) => isSameUrl(target.settings.url, url));
}

/**
 * Whether a target is set to one of these URLs, with nothing that overrides it. Unlike `pointsTo` not whether that has an effect: a number's
 * Messaging Service may be called instead.
 */
export function isSetTo({ settings }: InboundTarget, ...urls: readonly string[]): boolean {
  return !settings.applicationSid && !settings.isLeftToNumbers && urls.some((url) => isSameUrl(settings.url, url));
}

/** Whether somebody would miss a URL. */
export function isForeignUrl(url: string, ...ours: readonly string[]): boolean {
  return url !== '' && !TWILIOS_OWN.test(url) && !ours.some((own) => isSameUrl(url, own));
}

/** Whether somebody would miss the present settings. */
export function isForeign(target: InboundTarget, ...ours: readonly string[]): boolean {
  const { url, applicationSid } = target.settings;
  return applicationSid ? true : isForeignUrl(url, ...ours);
}

/** The settings in words. */
export function describeSettings(target: InboundTarget): string {
  const { url, method, applicationSid } = target.settings;
  switch (whoAnswers(target)) {
    case 'service': return `answered by its Messaging Service ${target.service!.name} (${target.service!.sid})`;
    case 'numbers': return 'left to the webhooks of its numbers';
    case 'application': return `the application ${applicationSid}`;
    case 'nobody': return 'no webhook';
    case 'url': return `${url} (${method})${TWILIOS_OWN.test(url) ? ", Twilio's greeting" : ''}`;
  }
}
