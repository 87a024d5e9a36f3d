import { type Credentials, apiKeyAsCredentials, authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import type { SendResult } from '../../../src/runtime/twilio/send-message';
import { sendReply, type SendReplyOptions } from '../../../src/runtime/worker/send-reply';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, AUTH_TOKEN, NUMBER, SENDER } from '../../support/messages';

const MESSAGE = { to: SENDER, from: NUMBER, body: 'Hi', media: [] };
const TOKEN = authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN);
const API_KEY = apiKeyAsCredentials(ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET);

const options = (result: SendResult, changes: Partial<SendReplyOptions> = {}): SendReplyOptions => ({
  sendMessage: jest.fn(async () => result),
  kind: 'auth token',
  credentials: [TOKEN],
  freshCredentials: async () => [],
  sent: [],
  onSent: async () => undefined,
  deadline: 10_000,
  now: () => 0,
  sleep: async () => undefined,
  ...changes,
});

interface Rejected extends Pick<SendReplyOptions, 'kind'> {
  readonly name: string;
  readonly result: SendResult;
  readonly credentials: readonly Credentials[];
  readonly expected: object;
}

test.each<Rejected>([
  {
    name: 'an auth token without a code',
    result: { kind: 'unauthorized' },
    kind: 'auth token',
    credentials: [TOKEN],
    expected: { reason: 'no_auth_token', message: expect.stringContaining("the secret's auth token for message 1 of 1 (20003)") },
  },
  {
    name: 'an API key that lacks a permission',
    result: { kind: 'unauthorized', code: 70051 },
    kind: 'API key',
    credentials: [API_KEY],
    expected: { reason: 'no_api_key', message: expect.stringContaining("the secret's API key for message 1 of 1 (70051)") },
  },
  {
    name: 'no credentials at all',
    result: { kind: 'accepted', messageSid: 'never' },
    kind: 'auth token',
    credentials: [],
    expected: { reason: 'no_auth_token' },
  },
  {
    name: 'a message that Twilio rejects without a code',
    result: { kind: 'rejected', status: 400 },
    kind: 'auth token',
    credentials: [TOKEN],
    expected: { reason: 'twilio_rejected', message: 'Twilio rejected message 1 of 1: status 400' },
  },
])('a reply fails with the reason $expected.reason for $name', async ({ result, kind, credentials, expected }) => {
  await expect(sendReply([MESSAGE], options(result, { kind, credentials }))).rejects.toMatchObject(expected);
});

test('no further message is started when the time to send is over', async () => {
  let time = 0;
  const onSent = async () => void (time = 20_000);
  const { sendMessage, ...others } = options({ kind: 'accepted', messageSid: 'SM1' }, { now: () => time, onSent });

  await expect(sendReply([MESSAGE, MESSAGE], { ...others, sendMessage })).rejects.toMatchObject({
    reason: 'twilio_unavailable',
    message: expect.stringContaining('before message 2 of 2'),
  });
  expect(sendMessage).toHaveBeenCalledTimes(1);
});
