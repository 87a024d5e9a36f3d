import { createMessage, TwilioAnswer } from '../../../src/local/emulators/twilio-messages';
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, SENDER } from '../../support/messages';

const PATH = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;
const SERVICE = `MG${'0'.repeat(32)}`;
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const FORM = 'application/x-www-form-urlencoded;charset=UTF-8';
const REQUEST = { method: 'POST', path: PATH, authorization: basic(ACCOUNT_SID, AUTH_TOKEN), contentType: FORM };

const isAuthorized = (accountSid: string, user: string, password: string) =>
  accountSid === ACCOUNT_SID && user === ACCOUNT_SID && password === AUTH_TOKEN;
const create = (form: string[][], changes: Partial<typeof REQUEST> = {}): TwilioAnswer =>
  createMessage(
    { ...REQUEST, body: String(new URLSearchParams(form as [string, string][])), ...changes },
    isAuthorized,
  );

/** The members of `api.v2010.account.message` in Twilio's OpenAPI description, all of which its examples have. */
const MEMBERS = [
  'account_sid',
  'api_version',
  'body',
  'date_created',
  'date_sent',
  'date_updated',
  'direction',
  'error_code',
  'error_message',
  'from',
  'messaging_service_sid',
  'num_media',
  'num_segments',
  'price',
  'price_unit',
  'sid',
  'status',
  'subresource_uris',
  'to',
  'uri',
];

test("a message is created as Twilio's OpenAPI description says", () => {
  const { status, body } = create([['To', SENDER], ['From', NUMBER], ['Body', 'é'.repeat(161)]]);

  expect(status).toBe(201);
  expect(Object.keys(body).sort()).toEqual(MEMBERS);
  expect(body).toMatchObject({
    sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
    account_sid: ACCOUNT_SID,
    to: SENDER,
    from: NUMBER,
    direction: 'outbound-api',
    status: 'queued',
    num_media: '0',
    num_segments: '2',
    error_code: null,
    date_created: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/),
    subresource_uris: { media: `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/${body.sid}/Media.json` },
    uri: `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/${body.sid}.json`,
  });
});

test.each([
  { name: 'a sender by its name', form: [['From', 'ACME Shop']], expected: { from: 'ACME Shop' } },
  { name: 'a short code', form: [['From', '12345']], expected: { from: '12345' } },
  {
    name: 'a Messaging Service, which chooses the sender',
    form: [['MessagingServiceSid', SERVICE]],
    expected: { from: null, messaging_service_sid: SERVICE },
  },
  {
    name: 'WhatsApp',
    form: [['From', `whatsapp:${NUMBER}`], ['StatusCallback', 'https://example.com/status_of?a=b_c']],
    expected: { from: `whatsapp:${NUMBER}` },
  },
  ...['messenger', 'apple', 'instagram', 'line', 'viber', 'tomorrow'].map((channel) => ({
    name: `the channel ${channel}`,
    form: [['To', `${channel}:u-42_b`], ['From', `${channel}:ACME`]],
    expected: { to: `${channel}:u-42_b`, from: `${channel}:ACME` },
  })),
  {
    name: 'ten pictures',
    form: [['From', NUMBER], ...Array(10).fill(['MediaUrl', 'https://example.com/a.png'])],
    expected: { num_media: '10', sid: expect.stringMatching(/^MM/) },
  },
  { name: '1,600 characters', form: [['From', NUMBER], ['Body', 'x'.repeat(1600)]], expected: { num_segments: '11' } },
])('a message with $name is accepted', ({ form, expected }) => {
  expect(
    create([['To', SENDER], ['Body', 'Hi']].filter(([name]) => form.every(([other]) => other !== name)).concat(form)),
  ).toMatchObject({ status: 201, body: expected });
});

test.each<{ name: string; code: number; form: string[][] }>([
  { name: 'no recipient', code: 21604, form: [['From', NUMBER], ['Body', 'Hi']] },
  { name: 'a recipient that is none', code: 21211, form: [['To', 'nobody'], ['From', NUMBER], ['Body', 'Hi']] },
  { name: 'a channel without an address', code: 21211, form: [['To', 'viber:'], ['From', NUMBER], ['Body', 'Hi']] },
  { name: 'no sender', code: 21603, form: [['To', SENDER], ['Body', 'Hi']] },
  {
    name: 'a sender that is none',
    code: 21212,
    form: [['To', SENDER], ['From', 'a name that is too long'], ['Body', 'Hi']],
  },
  { name: 'digits that are no number', code: 21212, form: [['To', SENDER], ['From', '123456789'], ['Body', 'Hi']] },
  {
    name: 'another Messaging Service',
    code: 21701,
    form: [['To', SENDER], ['MessagingServiceSid', 'MG1'], ['Body', 'Hi']],
  },
  { name: 'nothing to send', code: 21602, form: [['To', SENDER], ['From', NUMBER]] },
  { name: '1,601 characters', code: 21617, form: [['To', SENDER], ['From', NUMBER], ['Body', 'x'.repeat(1601)]] },
  {
    name: 'eleven pictures',
    code: 21623,
    form: [['To', SENDER], ['From', NUMBER], ...Array(11).fill(['MediaUrl', 'https://example.com/a.png'])],
  },
  { name: 'media that has no URL', code: 21620, form: [['To', SENDER], ['From', NUMBER], ['MediaUrl', 'a.png']] },
  {
    name: 'a status callback without a URL',
    code: 21609,
    form: [['To', SENDER], ['From', NUMBER], ['Body', 'Hi'], ['StatusCallback', 'mailto:a@example.com']],
  },
  {
    name: 'a status callback with an underscore in its host',
    code: 21609,
    form: [['To', SENDER], ['From', NUMBER], ['Body', 'Hi'], ['StatusCallback', 'https://my_host.example.com/']],
  },
  { name: 'an unknown parameter', code: 20001, form: [['To', SENDER], ['From', NUMBER], ['body', 'Hi']] },
  { name: 'two recipients', code: 20001, form: [['To', SENDER], ['To', SENDER], ['From', NUMBER], ['Body', 'Hi']] },
])('a message with $name is rejected with $code', ({ code, form }) => {
  const { status, body, message } = create(form);

  expect([status, message]).toEqual([400, undefined]);
  expect(body).toEqual({
    code,
    status: 400,
    message: expect.stringMatching(/./),
    more_info: `https://www.twilio.com/docs/errors/${code}`,
  });
});

test.each<{ name: string; status: number; changes: Partial<typeof REQUEST> }>([
  { name: 'another token', status: 401, changes: { authorization: basic(ACCOUNT_SID, '0'.repeat(32)) } },
  { name: "another account's name", status: 401, changes: { authorization: basic(`AC${'b'.repeat(32)}`, AUTH_TOKEN) } },
  { name: 'no credentials', status: 401, changes: { authorization: undefined } },
  { name: 'JSON', status: 415, changes: { contentType: 'application/json' } },
  { name: 'another method', status: 404, changes: { method: 'GET' } },
  { name: 'another path', status: 404, changes: { path: PATH.replace('.json', '') } },
])('a request with $name gets $status', ({ status, changes }) => {
  expect(
    create(
      [
        ['To', SENDER],
        ['From', NUMBER],
        ['Body', 'Hi'],
      ],
      changes,
    ),
  ).toMatchObject({ status, body: { status } });
});
