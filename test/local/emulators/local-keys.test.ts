import { LocalKeys } from '../../../src/local/emulators/local-keys';
import { parseApiKey } from '../../../src/runtime/api-key/parse-api-key';
import { parseAuthToken } from '../../../src/runtime/auth-token/parse-auth-token';
import { ACCOUNT_SID, API_KEY_SECRET_ARN, SECRET_ARN, SIGNING_KEY_SECRET_ARN } from '../../support/messages';

const ADDITIONAL_SECRET_ARN = `${SECRET_ARN}-additional`;
const keys = new LocalKeys(ACCOUNT_SID, () => ({
  signingKey: [SIGNING_KEY_SECRET_ARN],
  apiKey: [API_KEY_SECRET_ARN],
  additionalAuthTokens: [ADDITIONAL_SECRET_ARN],
}));

test('each secret has a key of its kind, for the account of the page', () => {
  expect(parseApiKey(keys.find(API_KEY_SECRET_ARN, 'AWSCURRENT')?.secretString)).toEqual(keys.apiKey);
  expect(keys.apiKey.accountSid).toBe(ACCOUNT_SID);
  expect(JSON.parse(keys.find(SIGNING_KEY_SECRET_ARN, 'AWSCURRENT')!.secretString)).toEqual({
    accountSid: ACCOUNT_SID,
    sharedKeyId: expect.stringMatching(/^webhooks_sharedkey_\w{26}$/),
    sharedKey: expect.stringMatching(/^\S{32}$/),
    algorithm: 'HMAC_SHA256',
  });
  expect(parseAuthToken(keys.find(ADDITIONAL_SECRET_ARN, 'AWSCURRENT')?.secretString)).toEqual({
    authToken: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

test.each([
  { name: 'another secret', arn: SECRET_ARN, stage: 'AWSCURRENT' },
  { name: 'another stage', arn: API_KEY_SECRET_ARN, stage: 'AWSPREVIOUS' },
])('$name has none', ({ arn, stage }) => {
  expect(keys.find(arn, stage)).toBeUndefined();
});
