import { type CustomResourceEvent, sendAnswer } from '../../../src/runtime/phone-numbers/custom-resource';
import { perform } from '../../../src/runtime/phone-numbers/perform';

const EVENT: CustomResourceEvent = {
  RequestType: 'Delete',
  ResponseURL: 'http://127.0.0.1:40002/?X-Amz-Signature=not-to-be-shown',
  StackId: 'stack',
  RequestId: 'request-1',
  LogicalResourceId: 'SmsNumber',
  ResourceProperties: {
    PhoneNumber: '+15005550001',
    WebhookUrl: 'https://gateway.example.com/sms',
    Overwrite: 'false',
    ParameterName: '/a',
  },
};

test('an answer that cannot be sent is tried five times, and its URL is not shown', async () => {
  const pauses: number[] = [];
  const answer = sendAnswer(async (milliseconds) => pauses.push(milliseconds));

  await expect(answer(EVENT, { status: 'SUCCESS', physicalResourceId: 'PN1' }))
    .rejects.toThrow(/^CloudFormation did not take the answer after 5 tries \(TypeError\)\. .* deploy it again\.$/);
  expect(pauses).toEqual([500, 1000, 2000, 4000]);
});

test('a deletion without any knowledge, not even a physical id, needs no Twilio', async () => {
  const never = async () => Promise.reject(new Error('must not be called'));
  const storeIn = () => ({ read: async () => ({}), write: never });

  expect(await perform(EVENT, { twilio: never, storeIn, connectSettings: never, onFact: () => undefined }))
    .toMatchObject({ outcome: 'unchanged', physicalResourceId: '' });
});
