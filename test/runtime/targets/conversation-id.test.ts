import { conversationId } from '../../../src/runtime/targets/conversation-id';
import { inboundMessage } from '../../../src/testing/sample-message';

const message = inboundMessage({ from: '+15005550006', to: '+15005550001', body: 'One' });

test('is the same for all messages from one number to another', () => {
  expect(conversationId({ ...message, body: 'Two', messageSid: 'SM2' })).toBe(conversationId(message));
});

test.each([
  ['another sender', { from: '+15005550007' }],
  ['another recipient', { to: '+15005550002' }],
  ['the way back', { from: message.to, to: message.from }],
  ['a digit that moved', { from: '+150055500061', to: '5005550001' }],
])('is another one for %s', (_, changes) => {
  expect(conversationId({ ...message, ...changes })).not.toBe(conversationId(message));
});

test('holds no number, and is what SQS takes', () => {
  expect(conversationId(message)).toMatch(/^[0-9a-f]{64}$/);
});
