import type { InboundSettings } from './inbound-settings';

/** What a number or a Messaging Service had before `connect` changed it. */
export interface PreviousSettings {
  readonly name: string;
  /** What `connect` set. */
  readonly webhookUrl: string;
  readonly settings: InboundSettings;
  /** ISO 8601. */
  readonly savedAt: string;
}

/** By SID. */
export type SavedSettings = Readonly<Record<string, PreviousSettings>>;

/**
 * Reads what `connect` wrote.
 *
 * @throws SyntaxError for anything else
 */
export function parsePreviousSettings(text: string): SavedSettings {
  const { previousSettings } = Object(JSON.parse(text)) as { readonly previousSettings?: SavedSettings };
  if (typeof previousSettings !== 'object' || previousSettings === null) throw new SyntaxError('no previousSettings');
  return previousSettings;
}
