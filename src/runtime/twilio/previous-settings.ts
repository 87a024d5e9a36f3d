import type { InboundSettings } from './inbound-settings';
import { regionName } from '../../shared/region-in-host';

/** The settings that decide what is called first. */
export type MainSettings = Pick<InboundSettings, 'url' | 'method' | 'applicationSid' | 'isLeftToNumbers'>;

export type FallbackSettings = Pick<InboundSettings, 'fallbackUrl' | 'fallbackMethod'>;

/** The webhook that a number or a Messaging Service gets. */
export interface Webhook {
  readonly url: string;
  /** @default - the target's own fallback URL stays */
  readonly fallbackUrl?: string;
}

/** Settings of a number or Messaging Service before it was pointed at the gateway, and the gateway's webhook. */
export interface PreviousSettings {
  /** The number, or what the caller calls the Messaging Service. */
  readonly name: string;
  readonly accountSid: string;
  /** Absent if the target pointed at the gateway from the start. */
  readonly settings?: MainSettings;
  /** Present if the gateway replaced the fallback URL. */
  readonly fallback?: FallbackSettings;
  /** The webhook that Twilio is known to have. */
  readonly applied?: Webhook;
  /** The webhook that is about to be written. Twilio may have it or not. */
  readonly pending?: Webhook;
}

/** Previous settings by the SID of the number or Messaging Service. */
export type PreviousSettingsBySid = Readonly<Record<string, PreviousSettings>>;

/** Keeps previous settings where a later run finds them. */
export interface PreviousSettingsStore {
  /** Returns an empty object if nothing was written. */
  read(): Promise<PreviousSettingsBySid>;
  write(previousSettings: PreviousSettingsBySid): Promise<void>;
}

export function toMainSettings({ url, method, applicationSid, isLeftToNumbers }: InboundSettings): MainSettings {
  return { url, method, applicationSid, isLeftToNumbers };
}

/** The gateway's URLs that Twilio has or may have. */
export function urlsOf({ applied, pending }: Partial<PreviousSettings>): readonly string[] {
  return [applied, pending].flatMap((webhook) => webhook?.url ?? []);
}

export function withoutSid(previousSettings: PreviousSettingsBySid, sid: string): PreviousSettingsBySid {
  return Object.fromEntries(Object.entries(previousSettings).filter(([other]) => other !== sid));
}

/**
 * The key of a target's previous settings. A number has the same SID in all regions of Twilio, and settings of its own
 * in each.
 *
 * @param region edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`
 */
export function keyInRegion(sid: string, region?: string): string {
  const name = regionName(region);
  return name === regionName() ? sid : `${sid}@${name}`;
}

/** Writes previous settings as the JSON that both stores keep. */
export function formatPreviousSettings(previousSettings: PreviousSettingsBySid): string {
  return JSON.stringify({ previousSettings });
}

/**
 * Reads the JSON of `formatPreviousSettings`.
 *
 * @throws SyntaxError for anything else
 */
export function parsePreviousSettings(text: string): PreviousSettingsBySid {
  const { previousSettings } = Object(JSON.parse(text)) as { readonly previousSettings?: PreviousSettingsBySid };
  if (typeof previousSettings !== 'object' || previousSettings === null) throw new SyntaxError('no previousSettings');
  return previousSettings;
}
