import { optsOut } from '../../../src/runtime/reply/opt-out';
import { toInboundMessage } from '../../../src/runtime/webhook/to-inbound-message';
import { messageForm } from '../../support/messages';

const decide = (changes: Parameters<typeof messageForm>[0]) => optsOut(toInboundMessage(new Map(messageForm(changes))));

test.each([
  'STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL', 'stop', 'Stop', ' stop\n',
].map((Body) => ({ Body })))('the body "$Body" opts the sender out', ({ Body }) => {
  expect(decide({ Body })).toBe(true);
  expect(decide({ Body, MessageSid: 'MM' + 'a'.repeat(32) })).toBe(true);
});

test.each([
  'HELP', 'INFO', 'START', 'YES', 'UNSTOP', 'STOP it', 'please stop', 'STOP.', 'S TOP', '',
].map((Body) => ({ Body })))('the body "$Body" does not opt the sender out', ({ Body }) => {
  expect(decide({ Body })).toBe(false);
});

test.each([
  'whatsapp:', 'rcs:', 'messenger:', 'apple:', 'viber:', 'line:', 'instagram:', 'channelx:',
].map((prefix) => ({ prefix })))('the keywords mean nothing on $prefix, which Twilio does not filter', ({ prefix }) => {
  expect(decide({ Body: 'STOP', From: `${prefix}+15005550006` })).toBe(false);
});

test.each([
  { OptOutType: 'STOP', expected: true },
  { OptOutType: 'START', expected: false },
  { OptOutType: 'HELP', expected: false },
])('OptOutType $OptOutType decides on any channel: $expected', ({ OptOutType, expected }) => {
  for (const From of ['+15005550006', 'whatsapp:+15005550006']) {
    for (const Body of ['STOP', 'arrêt', 'HELP']) {
      expect(decide({ OptOutType, From, Body })).toBe(expected);
    }
  }
});
