import { bindEcho } from '../../../src/constructs/reply-handlers/built-in-echo';

test('echo is built into the gateway: it needs no code, environment or permission', () => {
  expect(bindEcho()).toEqual({ replyModule: 'echo' });
});
