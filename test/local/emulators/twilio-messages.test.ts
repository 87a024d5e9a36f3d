import { createMessage, TwilioAnswer } from '../../../src/local/emulators/twilio-messages';
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, SENDER } from '../../support/messages';

const PATH = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;
const SERVICE = `MG${'0'.repeat(32)}`;
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const FORM = 'application/x-www-form-urlencoded;charset=UTF-8';
const REQUEST = { method: 'POST', path: PATH, authorization: basic(ACCOUNT_SID, AUTH_TOKEN), contentType: FORM };

const isAuthToken = (accountSid: string, authToken: string) => accountSid === ACCOUNT_SID && authToken === AUTH_TOKEN;
const create = (form: string[][], changes: Partial<typeof REQUEST> = {}): TwilioAnswer =>
  createMessage({ ...REQUEST, body: String(new URLSearchParams(form as [string, string][])), ...changes }, isAuthToken);

/** The members of `api.v2010.account.message` in Twilio's OpenAPI description, all of which its examples have. */
const MEMBERS = ['account_sid', 'api_version', 'body', 'date_created', 'date_sent', 'date_updated', 'direction', 'error_code', 'error_message', 'from',
  'messaging_service_sid', 'num_media', 'num_segments', 'price', 'price_unit', 'sid', 'status', 'subresource_uris', 'to', 'uri'];

test('a message is created as the description has it', () => {
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
  ['a sender by its name', [['From', 'ACME Shop']], { from: 'ACME Shop' }],
  ['a short code', [['From', '12345']], { from: '12345' }],
  ['a Messaging Service, which chooses the sender', [['MessagingServiceSid', SERVICE]], { from: null, messaging_service_sid: SERVICE }],
  ['WhatsApp', [['From', `whatsapp:${NUMBER}`], ['StatusCallback', 'https://example.com/status_of?a=b_c']], { from: `whatsapp:${NUMBER}` }],
  ['ten pictures', [['From', NUMBER], ...Array(10).fill(['MediaUrl', 'https://example.com/a.png'])], { num_media: '10', sid: expect.stringMatching(/^MM/) }],
  ['1,600 characters', [['From', NUMBER], ['Body', 'x'.repeat(1600)]], { num_segments: '11' }],
])('%s is taken', (_, form, expected) => {
  expect(create([['To', SENDER], ...form, ...(form.some(([name]) => name === 'Body') ? [] : [['Body', 'Hi']])])).toMatchObject({ status: 201, body: expected });
});

test.each<[string, number, string[][]]>([
  ['no recipient', 21604, [['From', NUMBER], ['Body', 'Hi']]],
  ['a recipient that is none', 21211, [['To', 'nobody'], ['From', NUMBER], ['Body', 'Hi']]],
  ['no sender', 21603, [['To', SENDER], ['Body', 'Hi']]],
  ['a sender that is none', 21212, [['To', SENDER], ['From', 'a name that is too long'], ['Body', 'Hi']]],
  ['digits that are no number', 21212, [['To', SENDER], ['From', '123456789'], ['Body', 'Hi']]],
  ['another Messaging Service', 21701, [['To', SENDER], ['MessagingServiceSid', 'MG1'], ['Body', 'Hi']]],
  ['nothing to send', 21602, [['To', SENDER], ['From', NUMBER]]],
  ['1,601 characters', 21617, [['To', SENDER], ['From', NUMBER], ['Body', 'x'.repeat(1601)]]],
  ['eleven pictures', 21623, [['To', SENDER], ['From', NUMBER], ...Array(11).fill(['MediaUrl', 'https://example.com/a.png'])]],
  ['media that has no URL', 21620, [['To', SENDER], ['From', NUMBER], ['MediaUrl', 'a.png']]],
  ['a status callback without a URL', 21609, [['To', SENDER], ['From', NUMBER], ['Body', 'Hi'], ['StatusCallback', 'mailto:a@example.com']]],
  ['a status callback with an underscore in its host', 21609, [['To', SENDER], ['From', NUMBER], ['Body', 'Hi'], ['StatusCallback', 'https://my_host.example.com/']]],
  ['an unknown parameter', 20001, [['To', SENDER], ['From', NUMBER], ['body', 'Hi']]],
  ['two recipients', 20001, [['To', SENDER], ['To', SENDER], ['From', NUMBER], ['Body', 'Hi']]],
])('%s is rejected with %i', (_, code, form) => {
  const { status, body, message } = create(form);

  expect([status, message]).toEqual([400, undefined]);
  expect(body).toEqual({ code, status: 400, message: expect.stringMatching(/./), more_info: `https://www.twilio.com/docs/errors/${code}` });
});

test.each<[string, number, Partial<typeof REQUEST>]>([
  ['another token', 401, { authorization: basic(ACCOUNT_SID, '0'.repeat(32)) }],
  ["another account's name", 401, { authorization: basic(`AC${'b'.repeat(32)}`, AUTH_TOKEN) }],
  ['no credentials', 401, { authorization: undefined }],
  ['JSON', 415, { contentType: 'application/json' }],
  ['another method', 404, { method: 'GET' }],
  ['another path', 404, { path: PATH.replace('.json', '') }],
])('%s: %i', (_, status, changes) => {
  expect(create([['To', SENDER], ['From', NUMBER], ['Body', 'Hi']], changes)).toMatchObject({ status, body: { status } });
});
