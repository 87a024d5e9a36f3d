import type { Form } from './signer';

export const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef';
export const OTHER_ACCOUNT_SID = 'ACfedcba9876543210fedcba9876543210';
/** Not the token of anybody. */
export const AUTH_TOKEN = '00112233445566778899aabbccddeeff';
export const OTHER_AUTH_TOKEN = 'ffeeddccbbaa99887766554433221100';
export const API_KEY_SID = 'SK0a1b2c3d4e5f60718293a4b5c6d7e8f9';
export const API_KEY_SECRET = 'ApiKeySecretCanary0123456789abcd';
export const API_KEY = { accountSid: ACCOUNT_SID, apiKeySid: API_KEY_SID, apiKeySecret: API_KEY_SECRET };
export const API_KEY_SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:ApiKey-a1b2c3';
export const SHARED_KEY = {
  accountSid: ACCOUNT_SID,
  sharedKeyId: 'webhooks_sharedkey_01k7abcdefghjkmnpqrstvwxyz',
  sharedKey: 'SharedKeyCanary0123456789abcdefg',
  algorithm: 'HMAC_SHA256',
} as const;
export const SIGNING_KEY_SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:Signing-a1b2c3';
export const MESSAGE_SID = 'SM00000000000000000000000000000001';
export const SENDER = '+15005550006';
export const NUMBER = '+15005550001';
export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:Sms-a1b2c3';

/** What Twilio sends for a text, with changes; `undefined` leaves a parameter out. */
export function messageForm(changes: Readonly<Record<string, string | undefined>> = {}): Form {
  const messageSid = changes.MessageSid ?? MESSAGE_SID;
  const parameters: Record<string, string | undefined> = {
    ToCountry: 'US',
    ToState: '',
    SmsMessageSid: messageSid,
    NumMedia: '0',
    ToCity: '',
    FromZip: '94107',
    SmsSid: messageSid,
    FromState: 'CA',
    SmsStatus: 'received',
    FromCity: 'SAN FRANCISCO',
    Body: 'Hello',
    FromCountry: 'US',
    To: NUMBER,
    ToZip: '',
    NumSegments: '1',
    MessageSid: messageSid,
    AccountSid: ACCOUNT_SID,
    From: SENDER,
    ApiVersion: '2010-04-01',
    ...changes,
  };
  return Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
}

/** What Twilio sends when a message of ours was delivered. */
export function statusCallbackForm(changes: Readonly<Record<string, string>> = {}): Form {
  return Object.entries({
    AccountSid: ACCOUNT_SID,
    ApiVersion: '2010-04-01',
    From: NUMBER,
    MessageSid: MESSAGE_SID,
    MessageStatus: 'delivered',
    SmsSid: MESSAGE_SID,
    SmsStatus: 'delivered',
    To: SENDER,
    ...changes,
  });
}
