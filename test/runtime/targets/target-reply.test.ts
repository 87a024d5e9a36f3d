import { createTargetReply, type SendToTarget } from '../../../src/runtime/targets/target-reply';
import { TARGET_ACKNOWLEDGEMENT_ENV } from '../../../src/shared/env';
import { invoke } from '../../../src/testing/invoke';
import { inboundMessage } from '../../../src/testing/sample-message';

const message = inboundMessage('Hello there');

afterEach(() => delete process.env[TARGET_ACKNOWLEDGEMENT_ENV]);

test('sends the message with its JSON and its key, and replies nothing', async () => {
  const send = jest.fn<Promise<unknown>, Parameters<SendToTarget>>(async () => ({ MessageId: 'x' }));

  expect(await invoke(createTargetReply('SQS SendMessage', send), message))
    .toMatchObject({ status: 200, messages: [] });

  expect(send).toHaveBeenCalledTimes(1);
  const [sent, { abortSignal }] = send.mock.calls[0];
  expect(sent).toEqual({ message, json: JSON.stringify(message), key: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(abortSignal.aborted).toBe(false);
});

test('acknowledges only what the target accepted', async () => {
  process.env[TARGET_ACKNOWLEDGEMENT_ENV] = 'Thank you';

  expect((await invoke(createTargetReply('SQS SendMessage', async () => undefined), message)).messages)
    .toEqual([{ body: 'Thank you' }]);
  expect(await invoke(createTargetReply('SQS SendMessage', async () => Promise.reject(new Error('gone'))), message))
    .toMatchObject({ status: 503, messages: [] });
});

test('says what failed and why, without the values of the message', async () => {
  const reject = createTargetReply('SQS SendMessage', async ({ json }) => Promise.reject(Object.assign(new Error(`Not allowed: ${json}`), { name: 'AccessDenied' })));

  const { log } = await invoke(reject, message);

  expect(log.error?.message).toMatch(/^SQS SendMessage failed, so the target did not get the message\. AccessDenied: Not allowed: /);
  expect(JSON.stringify(log)).not.toContain('Hello there');
});

test('gives up in time to answer 503 itself: the deadline would be 500', async () => {
  const never: SendToTarget = async (_, { abortSignal }) => new Promise((_resolve, reject) => abortSignal.addEventListener('abort', () => reject(abortSignal.reason)));

  const { status, log } = await invoke(createTargetReply('SQS SendMessage', never), message, { timeoutMillis: 1500 });

  expect(status).toBe(503);
  expect(log.handlerMs).toBeLessThan(1000);
});
