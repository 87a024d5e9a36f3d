import type { InboundSettings, InboundTarget } from '../../../src/runtime/twilio/inbound-settings';
import type { PreviousSettings } from '../../../src/runtime/twilio/previous-settings';

/** The gateway's webhook, another one, and a fallback. */
export const URL = 'https://gateway.example.com/sms';
export const OLD = 'https://old.example.com/sms';
export const SPARE = 'https://spare.example.com/sms';

const EMPTY = { url: '', method: 'POST', fallbackUrl: '', fallbackMethod: 'POST' };
export const number = (settings: Partial<InboundSettings>): InboundTarget => ({
  kind: 'number', sid: 'PN1', name: '…01', settings: { ...EMPTY, applicationSid: '', ...settings },
});
export const service = (settings: Partial<InboundSettings>): InboundTarget => ({
  kind: 'service', sid: 'MG1', name: 'Bot', settings: { ...EMPTY, isLeftToNumbers: false, ...settings },
});
export const SETTINGS = { url: OLD, method: 'GET', applicationSid: '' };
export const KNOWN: PreviousSettings = { name: '+1', accountSid: 'AC1', settings: SETTINGS, applied: { url: URL } };
export const OLD_FALLBACK = { fallbackUrl: OLD, fallbackMethod: 'GET' };
export const WITH_FALLBACK = { ...KNOWN, fallback: OLD_FALLBACK, applied: { url: URL, fallbackUrl: SPARE } };
