import { Fn, Lazy } from 'aws-cdk-lib';
import { ReplyHandler } from '../../../src';
import { ServedApp, synthesize } from '../../support/served-app';

jest.setTimeout(60_000); // apps are synthesized, and some of them run

test.each([
  ['Hello'],
  [' "quoted" \\ `${x}` \u2028 </script> \n\u{1F600}'],
  ['a' + 'x'.repeat(1599)],
])('answers every text with its own: %.20s', async (body) => {
  const app = await ServedApp.start(synthesize({ replyHandler: ReplyHandler.text(body) }));

  const exchange = await app.text('Hi');
  await app.close();

  expect(exchange).toEqual({ status: 200, messages: [{ body }] });
});

test.each([
  ['', '1 to 1600 characters, got a blank body'],
  [' \n', '1 to 1600 characters, got a blank body'],
  ['x'.repeat(1601), '1 to 1600 characters, got 1601'],
])('rejects such a text at once: %.10s', (body, message) => {
  expect(() => ReplyHandler.text(body)).toThrow(message);
});

test.each([Fn.ref('Greeting'), `Hello ${Lazy.string({ produce: () => 'you' })}`])('rejects a token: %s', (body) => {
  expect(() => ReplyHandler.text(body)).toThrow(/known at synth.*got the token .*TOKEN.*fromModule with the value in its environment/);
});
