import { contactsOf } from '../../../../src/local/page/model/contacts';
import { entriesOf, turnOf } from '../../../../src/local/page/model/conversation';
import { exchangeView } from '../../exchange-fixture';

test('a turn has the message, its replies, and the replies that were sent later', () => {
  const later = {
    time: 0,
    service: 'Twilio',
    operation: 'CreateMessage',
    summary: 'to +1',
    message: { body: 'later', media: [] },
  };
  const { bubbles, isTyping, meta } = turnOf(exchangeView({ calls: [later, { ...later, message: undefined }] }));

  expect(bubbles.map(({ side, body, tag }) => [side, body, tag])).toEqual([
    ['sent', 'hi', undefined],
    ['reply', 'hi', undefined],
    ['reply', 'later', 'sent later'],
  ]);
  expect(bubbles.map(({ caption }) => caption)).toEqual([
    undefined,
    expect.stringMatching(/^\d\d:\d\d:05 · 1 segment · ✓ Sent$/),
    expect.stringMatching(/^\d\d:\d\d:00 · 1 segment · ✓ Sent$/),
  ]);
  expect(isTyping).toBe(false);
  expect(meta).toMatch(/^\d\d:\d\d:05 · 1 segment · Replied$/);
});

test.each([
  { props: { origin: 'forged' }, tag: 'forged' },
  { props: { channel: 'whatsapp', origin: 'elsewhere' }, tag: 'WhatsApp · from another program' },
  { props: { origin: 'tunnel' }, tag: 'through the tunnel' },
  { props: { channel: 'mms' }, tag: 'MMS' },
] as const)('a message with $props is tagged $tag', ({ props, tag }) => {
  expect(turnOf(exchangeView(props)).bubbles[0].tag).toBe(tag);
});

test.each([
  { channel: 'sms', reply: { body: 'x'.repeat(161), media: [] }, caption: / · 2 segments · ✓ Sent$/ },
  { channel: 'sms', reply: { body: 'look', media: [{ url: 'https://example.com/a.png' }] }, caption: / · MMS · ✓ Sent$/ },
  { channel: 'whatsapp', reply: { body: 'x'.repeat(161), media: [] }, caption: /^\d\d:\d\d:\d\d · ✓ Sent$/ },
] as const)('the caption of a reply on $channel has its size', ({ channel, reply, caption }) => {
  expect(turnOf(exchangeView({ channel, replies: [reply] })).bubbles[1].caption).toMatch(caption);
});

test('a turn shows that the function is at work, and shows a request that is no message', () => {
  expect(turnOf(exchangeView({ answer: undefined, verdict: undefined })).isTyping).toBe(true);
  expect(turnOf(exchangeView({ isQueued: true })).isTyping).toBe(true);
  expect(turnOf(exchangeView({ isQueued: false })).isTyping).toBe(false);
  expect(turnOf(exchangeView({ from: '', sent: { body: '', media: [] } })).bubbles[0].body).toBe('POST /sms');
});

test('a conversation belongs to one sender and one gateway, and has the notes at their time', () => {
  const exchanges = [
    exchangeView({ id: 'a', time: 1 }),
    exchangeView({ id: 'b', time: 3 }),
    exchangeView({ id: 'c', from: '+1' }),
    exchangeView({ id: 'd', gateway: 'x' }),
  ];
  const entries = entriesOf(exchanges, [{ id: 7, time: 2, tone: 'info', text: '' }], 'Echo/Sms', '+12025550123');

  expect(entries.map(({ key }) => key)).toEqual(['a', 'note-7', 'b']);
});

test('the contacts are three by default, added ones, and all who sent a message', () => {
  const contacts = contactsOf(
    [exchangeView({ from: '+4915112345678' }), exchangeView({ from: '' }), exchangeView({ answer: undefined })],
    ['+12025550199'],
  );

  expect(contacts.map(({ name, initials, isWaiting, count }) => [name, initials, isWaiting, count])).toEqual([
    ['Ada', 'A', true, 1],
    ['Grace', 'G', false, 0],
    ['Alan', 'A', false, 0],
    ['…0199', '99', false, 0],
    ['…5678', '78', false, 1],
    ['Others', '?', false, 1],
  ]);
  expect(new Set(contacts.map(({ hue }) => hue)).size).toBe(contacts.length);
});
