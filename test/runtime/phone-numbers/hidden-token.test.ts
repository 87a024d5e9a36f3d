import { CustomResourceEvent } from '../../../src/runtime/phone-numbers/custom-resource';
import { createPhoneNumberHandler, PhoneNumberHandlerOptions } from '../../../src/runtime/phone-numbers/phone-number-handler';
import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';

const fails = async () => {
  throw new Error(`Twilio said: Bearer ${AUTH_TOKEN} is not valid`);
};

test('the auth token that an error quotes is hidden in the stack event and in the log', async () => {
  const told: unknown[] = [];
  const handler = createPhoneNumberHandler({
    credentials: async () => authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN),
    twilio: () => ({ accountSid: ACCOUNT_SID, get: fails, post: fails, list: fails }),
    answer: async (_: unknown, answer: unknown) => told.push(answer),
    log: (entry: unknown) => told.push(entry),
    now: Date.now,
    storeIn: () => ({ read: async () => ({}), write: async () => undefined }),
    connectSettings: async () => undefined,
  } as unknown as PhoneNumberHandlerOptions);
  const event = {
    RequestType: 'Create',
    LogicalResourceId: 'Number',
    ResourceProperties: { PhoneNumber: '+15005550001', WebhookUrl: 'https://gateway.example.com/sms', ParameterName: '/name' },
  };
  await handler(event as unknown as CustomResourceEvent, { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 });

  expect(told).toHaveLength(2);
  for (const words of told.map((entry) => JSON.stringify(entry))) {
    expect(words).toContain('Bearer [hidden] is not valid');
    expect(words).not.toContain(AUTH_TOKEN);
  }
});
