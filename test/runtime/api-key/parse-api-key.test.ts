import { parseApiKey } from '../../../src/runtime/api-key/parse-api-key';
import { MalformedSecret } from '../../../src/runtime/auth-token/malformed-secret';
import { ACCOUNT_SID, API_KEY, API_KEY_SECRET, API_KEY_SID, AUTH_TOKEN } from '../../support/messages';

const CANARY = 'ZorroCanary';
const without = (key: keyof typeof API_KEY) => JSON.stringify({ ...API_KEY, [key]: undefined });
const withValue = (key: keyof typeof API_KEY, value: unknown) => JSON.stringify({ ...API_KEY, [key]: value });

test.each([
  { name: 'the keys of AWS\'s type TwilioApiKey', secret: JSON.stringify(API_KEY) },
  { name: 'further keys', secret: JSON.stringify({ ...API_KEY, validationUrl: 'https://api.twilio.com/x', note: 1 }) },
  {
    name: 'white space around values',
    secret: ` ${JSON.stringify({ accountSid: ` ${ACCOUNT_SID}\n`, apiKeySid: `${API_KEY_SID} `, apiKeySecret: `\t${API_KEY_SECRET}` })}\n`,
  },
  { name: 'an Account SID in capitals', secret: withValue('accountSid', `AC${ACCOUNT_SID.slice(2).toUpperCase()}`) },
])('a secret with $name is an API key', ({ secret }) => {
  expect(parseApiKey(secret)).toEqual(API_KEY);
});

test.each<{ readonly name: string; readonly secret: string | undefined; readonly found: string }>([
  { name: 'binary', secret: undefined, found: 'nothing' },
  { name: 'blank', secret: ' \n', found: 'nothing' },
  { name: 'text', secret: CANARY, found: 'something that is not JSON' },
  { name: 'broken JSON', secret: `{"apiKeySid": "${CANARY}"`, found: 'malformed JSON' },
  { name: 'a list', secret: `["${CANARY}"]`, found: 'JSON that is not an object' },
  { name: 'null', secret: 'null', found: 'JSON that is not an object' },
  { name: 'without an accountSid', secret: without('accountSid'), found: 'JSON without the key accountSid' },
  { name: 'without an apiKeySecret', secret: without('apiKeySecret'), found: 'JSON without the key apiKeySecret' },
  {
    name: 'an auth token',
    secret: JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }),
    found: 'an auth token',
  },
  {
    name: 'a Main API key',
    secret: JSON.stringify({ accountSid: ACCOUNT_SID, adminKeySid: API_KEY_SID, adminKeySecret: CANARY }),
    found: "a Main API key of AWS's type TwilioMainApiKey",
  },
  { name: 'with a number', secret: withValue('apiKeySecret', 12345678), found: 'JSON whose apiKeySecret is not a string' },
  {
    name: 'with another accountSid',
    secret: withValue('accountSid', CANARY),
    found: 'an accountSid that is not "AC" and 32 hexadecimal digits',
  },
  {
    name: 'with an Account SID as the SID of the key',
    secret: withValue('apiKeySid', ACCOUNT_SID),
    found: 'an Account SID as its apiKeySid',
  },
  {
    name: 'with another SID of the key',
    secret: withValue('apiKeySid', CANARY),
    found: 'an apiKeySid that is not "SK" and 32 hexadecimal digits',
  },
  { name: 'with an empty apiKeySecret', secret: withValue('apiKeySecret', ' '), found: 'an empty apiKeySecret' },
  {
    name: 'with a placeholder as apiKeySecret',
    secret: withValue('apiKeySecret', '...'),
    found: 'an apiKeySecret of 3 characters that no API key has',
  },
  {
    name: 'with a line break in the apiKeySecret',
    secret: withValue('apiKeySecret', `${CANARY}\r\nInjected: yes`),
    found: 'an apiKeySecret of 26 characters that no API key has',
  },
])('a secret that is $name is none, and the error names the kind only', ({ secret, found }) => {
  const parse = () => parseApiKey(secret);

  expect(parse).toThrow(MalformedSecret);
  expect(parse).toThrow(`The secret holds ${found} instead of a Twilio API key`);
  expect(parse).not.toThrow(CANARY);
});
