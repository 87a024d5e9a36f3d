import { optsOut } from '../../../src/runtime/reply/opt-out';
import { toInboundMessage } from '../../../src/runtime/webhook/inbound-message';
import { messageForm } from '../../support/messages';

const decide = (changes: Parameters<typeof messageForm>[0]) => optsOut(toInboundMessage(new Map(messageForm(changes))));

test.each(['STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL', 'stop', 'Stop', ' stop\n'])('the text %j opts out', (Body) => {
  expect(decide({ Body })).toBe(true);
  expect(decide({ Body, MessageSid: 'MM' + 'a'.repeat(32) })).toBe(true);
});

test.each(['HELP', 'INFO', 'START', 'YES', 'UNSTOP', 'STOP it', 'please stop', 'STOP.', 'S TOP', ''])('the text %j does not', (Body) => {
  expect(decide({ Body })).toBe(false);
});

test.each(['whatsapp:', 'rcs:', 'messenger:'])('the words mean nothing on %s, where Twilio does not filter', (prefix) => {
  expect(decide({ Body: 'STOP', From: `${prefix}+15005550006` })).toBe(false);
});

test.each([['STOP', true], ['START', false], ['HELP', false]])('OptOutType %s decides on any channel, whatever the text: %s', (OptOutType, expected) => {
  for (const From of ['+15005550006', 'whatsapp:+15005550006']) {
    for (const Body of ['STOP', 'arrêt', 'HELP']) {
      expect(decide({ OptOutType, From, Body })).toBe(expected);
    }
  }
});
