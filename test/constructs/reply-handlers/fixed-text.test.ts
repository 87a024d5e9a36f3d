import { Fn, Lazy } from 'aws-cdk-lib';
import { ReplyHandler } from '../../../src';
import { ServedApp, synthesize } from '../../support/served-app';

jest.setTimeout(60_000); // apps are synthesized, and some of them run

test.each([
  { name: 'a word', body: 'Hello' },
  { name: 'characters with a meaning in JavaScript', body: ' "quoted" \\ `${x}` \u2028 </script> \n\u{1F600}' },
  { name: '1,600 characters', body: 'a' + 'x'.repeat(1599) },
])('answers every message with $name', async ({ body }) => {
  const app = await ServedApp.start(synthesize({ replyHandler: ReplyHandler.text(body) }));

  const exchange = await app.text('Hi');
  await app.close();

  expect(exchange).toEqual({ status: 200, messages: [{ body }] });
});

test.each([
  { name: 'an empty body', body: '', message: '1 to 1600 characters, got a blank body' },
  { name: 'a blank body', body: ' \n', message: '1 to 1600 characters, got a blank body' },
  { name: '1,601 characters', body: 'x'.repeat(1601), message: '1 to 1600 characters, got 1601' },
])('rejects $name at once', ({ body, message }) => {
  expect(() => ReplyHandler.text(body)).toThrow(message);
});

test.each([
  { name: 'a token', body: Fn.ref('Greeting') },
  { name: 'a text with a token', body: `Hello ${Lazy.string({ produce: () => 'you' })}` },
])('rejects $name', ({ body }) => {
  expect(() => ReplyHandler.text(body))
    .toThrow(/known at synth.*got the CDK token .*TOKEN.*fromModule with the value in its environment/);
});
