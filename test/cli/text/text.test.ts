import { ReplyMode, TwilioSmsGateway } from '../../../src';
import { text, TextOptions } from '../../../src/cli/text/text';
import { UserError } from '../../../src/local/problems/user-error';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_AUTH_TOKEN } from '../../support/messages';
import { scriptedPrompts, synthesizedStack, World } from '../gateway-support';

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(() => {
  world.reset();
  world.aws.putSecret(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }));
});
afterAll(async () => world.close());

async function run(options: Partial<TextOptions> = {}, env = {}) {
  const context = world.context(env);
  const failure = await text(
    { body: 'hello', to: 'Echo', from: '+12025550123', media: [], channel: 'sms', ...options },
    context,
    scriptedPrompts(),
  ).then(
    () => undefined,
    (error: Error) => error,
  );
  return { out: context.out(), failure };
}

test('text signs with the token of the secret, and prints the reply for a person', async () => {
  // The environment's token is of another account.
  const { out, failure } = await run({}, { TWILIO_AUTH_TOKEN: OTHER_AUTH_TOKEN });

  expect(failure).toBeUndefined();
  expect(out).toMatch(/^you {6}hello\ngateway {2}hello\nEcho\/GatewayConstruct, \d+ ms\n$/);
});

test('text signs for a URL with the token of the environment', async () => {
  expect((await run({ to: `${world.webhookUrl}#rc=2` })).out).toContain('gateway  hello');
  expect((await run({ to: world.webhookUrl }, { TWILIO_AUTH_TOKEN: OTHER_AUTH_TOKEN })).out).toMatch(
    /✗ The webhook answered 403.*primary one/,
  );
});

test.each<{ readonly name: string; readonly answer: object; readonly out: RegExp }>([
  {
    name: 'several messages and media',
    answer: {
      text: '<Response><Message>a\nb</Message><Message><Media>https://example.com/c.png</Media></Message></Response>',
    },
    out: /gateway {2}a\n {9}b\ngateway {2}https:\/\/example\.com\/c\.png/,
  },
  { name: 'no reply', answer: { text: '<Response/>' }, out: /\(no reply\) Echo/ },
])('text prints $name', async ({ answer, out }) => {
  world.answer = { status: 200, ...answer };

  expect((await run()).out).toMatch(out);
});

test.each<{
  readonly name: string;
  readonly options: Partial<TextOptions>;
  readonly sent: Record<string, string>;
}>([
  { name: 'SMS', options: {}, sent: { From: '+12025550123', Body: 'hello', NumMedia: '0', MessageSid: 'SM' } },
  {
    name: 'MMS',
    options: { media: ['https://example.com/cat.JPG?x=1', 'https://example.com/b'] },
    sent: {
      NumMedia: '2',
      MediaUrl0: 'https://example.com/cat.JPG?x=1',
      MediaContentType0: 'image/jpeg',
      MediaContentType1: 'application/octet-stream',
      MessageSid: 'MM',
    },
  },
  {
    name: 'WhatsApp',
    options: { channel: 'whatsapp', from: '+4915112345678' },
    sent: { From: 'whatsapp:+4915112345678', To: 'whatsapp:+12025550100', WaId: '4915112345678' },
  },
  {
    name: 'SMS with parameters of its own',
    options: { param: [['ButtonPayload', 'a=b&c'], ['FromCity', ''], ['NumSegments', '3']] },
    sent: { ButtonPayload: 'a=b&c', FromCity: '', NumSegments: '3', Body: 'hello' },
  },
])('a message by $name has the parameters that Twilio would send', async ({ options, sent }) => {
  const forms: URLSearchParams[] = [];
  world.onText = (body) => forms.push(new URLSearchParams(body));
  await run(options);

  expect(forms).toHaveLength(1);
  for (const [name, value] of Object.entries(sent)) expect(`${name}=${forms[0].get(name)}`).toMatch(`${name}=${value}`);
});

test('text prints JSON with --json and the unparsed answer with --raw', async () => {
  expect(JSON.parse((await run({ json: true })).out)).toMatchObject({
    status: 200,
    replies: [{ body: 'hello', media: [] }],
  });
  world.answer = { status: 503 };
  expect(JSON.parse((await run({ json: true })).out)).toMatchObject({
    status: 503,
    replies: [],
    problem: 'The webhook answered 503 (Twilio error 11217).',
  });
  world.answer = undefined;
  expect((await run({ raw: true })).out).toBe(
    'HTTP 200\ncontent-type: text/xml\n\n<Response><Message>hello</Message></Response>\n',
  );
});

test('text fails without an answer, or with one that is not TwiML', async () => {
  world.answer = { status: 200, contentType: 'application/json', text: '{}' };
  expect((await run()).failure?.name).toBe('ReportedFailure');
  expect((await run({ to: 'http://127.0.0.1:40001/sms' })).failure?.message).toMatch(
    /could not be reached \(ECONNREFUSED\)/,
  );
  expect((await run({ to: 'http://127.0.0.1:1/sms' })).failure?.message).toMatch(/could not be reached \(bad port\)/);
});

test('text sends nothing to an asynchronous gateway, and says why and what to do', async () => {
  world.aws.stacks.splice(0, 1, synthesizedStack('Late', world.webhookUrl, (stack) => {
    new TwilioSmsGateway(stack, 'Sms', { replyMode: ReplyMode.asynchronous() });
  }));
  const sent: string[] = [];
  world.onText = (body) => sent.push(body);

  const { out, failure } = await run({ to: 'Late' });

  expect(failure).toBeInstanceOf(UserError);
  expect(failure?.message).toMatch(/^The gateway Late\/Sms uses ReplyMode\.asynchronous, so nothing was sent: .*made-up number\..* your number from a phone.*"dev"/);
  expect(out).toBe('');
  expect(sent).toEqual([]);
});

test('text says what to do if the secret holds no token', async () => {
  world.aws.putSecret('x');

  expect((await run({}, { TWILIO_AUTH_TOKEN: '' })).failure?.message).toMatch(/Run "connect Echo" first/);
});
