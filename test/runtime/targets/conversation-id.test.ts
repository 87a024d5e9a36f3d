import { conversationId } from '../../../src/runtime/targets/conversation-id';
import { inboundMessage } from '../../../src/testing/sample-message';

const message = inboundMessage({ from: '+15005550006', to: '+15005550001', body: 'One' });

test('is the same for all messages from one number to another', () => {
  expect(conversationId({ ...message, body: 'Two', messageSid: 'SM2' })).toBe(conversationId(message));
});

test.each([
  { name: 'another sender', changes: { from: '+15005550007' } },
  { name: 'another recipient', changes: { to: '+15005550002' } },
  { name: 'the way back', changes: { from: message.to, to: message.from } },
  { name: 'a digit that moved', changes: { from: '+150055500061', to: '5005550001' } },
])('is another one for $name', ({ changes }) => {
  expect(conversationId({ ...message, ...changes })).not.toBe(conversationId(message));
});

test('holds no number, and is accepted by SQS', () => {
  expect(conversationId(message)).toMatch(/^[0-9a-f]{64}$/);
});
