import { check } from '../../../src/cli/check/check';
import { connect } from '../../../src/cli/connect/connect';
import { text, TextOptions } from '../../../src/cli/text/text';
import { LoggingGateway, REQUESTS } from '../../support/gateway-log';
import {
  ACCOUNT_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID, SHARED_KEY, SIGNING_KEY_SECRET_ARN,
} from '../../support/messages';
import { gatewayStack, scriptedPrompts, World } from '../gateway-support';

// What `check` and `text` know of SharedKeys, for gateways with and without an auth token.

const NOTHING = { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' };
const MESSAGE = { to: 'Echo', body: 'Hello', from: '+15005550001', media: [], channel: 'sms' } as const;

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(() => {
  world.reset();
  world.twilio.addNumber('+15005550001');
});
afterAll(async () => world.close());

async function run(env: object = NOTHING) {
  const context = world.context({ ...env });
  const isDone = await check({ target: 'Echo', since: 60 }, context).then(() => true, () => false);
  for (const secret of [AUTH_TOKEN, SHARED_KEY.sharedKey]) expect(context.out()).not.toContain(secret);
  return { isDone, out: context.out() };
}

const putSharedKey = (content: object = SHARED_KEY) =>
  world.aws.putSecret(JSON.stringify(content), ['AWSCURRENT'], SIGNING_KEY_SECRET_ARN);

/** The gateway gets a secret for a SharedKey, beside the one for the auth token. */
const deployWithBoth = async () => {
  const outputs = { webhookUrl: 'Url', authTokenSecret: 'Secret', signingKeySecret: 'Signing' };
  const stack = gatewayStack('Echo', world.webhookUrl, ['Gateway'], undefined, outputs);
  world.aws.stacks.splice(0, 1, { ...stack, outputs: { ...stack.outputs, Signing: SIGNING_KEY_SECRET_ARN } });
  world.aws.otherSecrets.set(SIGNING_KEY_SECRET_ARN, []);
  putSharedKey();
  await connect({ stack: 'Echo', yes: true }, world.context(), scriptedPrompts());
};

/** The line that a gateway without a SharedKey writes for a message that is signed with one. */
const logSharedKeyMessage = async () => {
  const gateway = new LoggingGateway();
  await gateway.send(REQUESTS.shared_key);
  world.aws.functionLogGroups.set('Gateway', '/aws/lambda/Gateway');
  gateway.lines.forEach((message) =>
    world.aws.logLines.push({ logGroup: '/aws/lambda/Gateway', timestamp: Date.now(), message }));
};

test('a message with a SharedKey at a gateway without one is a problem, with the command and the prop', async () => {
  await connect({ stack: 'Echo', yes: true }, world.context(), scriptedPrompts());
  await logSharedKeyMessage();

  const { isDone, out } = await run();
  expect(isDone).toBe(false);
  expect(out).toMatch(/✗ Log +1 × shared_key .*: signed with a SharedKey, and the gateway has none/);
  expect(out).toMatch(/Store that key: aws secretsmanager create-secret --name Echo\/signing-key --secret-string file:\/\/signing-key\.json/);
  expect(out).toMatch(/Then set the prop signingKeySecret to this secret, and deploy\./);
  expect(out).toContain('1 problem found.');
});

test('a message with an unknown SharedKey at a gateway with another one is a problem, with the command of the log', async () => {
  await deployWithBoth();
  world.aws.functionLogGroups.set('Gateway', '/aws/lambda/Gateway');
  const message = JSON.stringify({ outcome: 'rejected', reason: 'shared_key', detail: 'another', remedy: 'aws secretsmanager put-secret-value' });
  world.aws.logLines.push({ logGroup: '/aws/lambda/Gateway', timestamp: Date.now(), message });

  const { isDone, out } = await run();
  expect(isDone).toBe(false);
  expect(out).toMatch(/✗ Log +1 × shared_key .*: another\n.*aws secretsmanager put-secret-value/);
});

test('a gateway with both kinds of key is checked with both', async () => {
  await deployWithBoth();

  const { isDone, out } = await run();
  expect(out).toMatch(/✓ Signing secret +holds the SharedKey webhooks_sharedkey_\w+ of AC0123/);
  expect(out).toMatch(/✓ Signed message +is accepted[^\n]*\n✓ Signed message +with the SharedKey is accepted[^\n]*\n✓ Forged message/);
  expect(isDone).toBe(true);
});

test('a SharedKey that the webhook does not accept is a problem, although the auth token is accepted', async () => {
  await deployWithBoth();
  putSharedKey({ ...SHARED_KEY, sharedKey: 'another-shared-key-of-this-account' });
  world.onText = (body) => {
    world.answer = undefined;
    if (body.includes('Probe')) putSharedKey();
  };

  const { isDone, out } = await run();
  expect(out).toMatch(/✓ Signed message +is accepted[^\n]*\n✗ Signed message +with the SharedKey is answered with 403/);
  expect(isDone).toBe(false);
});

test.each<{ readonly name: string; readonly content: object; readonly line: RegExp; readonly isDone: boolean }>([
  {
    name: 'of another account',
    content: { ...SHARED_KEY, accountSid: OTHER_ACCOUNT_SID },
    line: /✗ Signing secret +holds a SharedKey of another account, ACfedc\w+, so messages of AC0123\w+ that are signed with a SharedKey are rejected\. Store one: aws/,
    isDone: false,
  },
  {
    name: 'without an account',
    content: { ...SHARED_KEY, accountSid: undefined },
    line: /! Signing secret +holds the SharedKey webhooks_sharedkey_\w+ without its Account SID, so any account/,
    isDone: true,
  },
  {
    name: 'of another format',
    content: { ...SHARED_KEY, sharedKeyId: 'mine' },
    line: /✗ Signing secret +holds a sharedKeyId that is not "webhooks_sharedkey_".* instead of a SharedKey\. Store one: aws/,
    isDone: false,
  },
])('check says that the SharedKey is $name', async ({ content, line, isDone }) => {
  await deployWithBoth();
  putSharedKey(content);

  const result = await run();
  expect(result.out).toMatch(line);
  expect(result.isDone).toBe(isDone);
});

test('a secret that cannot be read is one problem: no message is signed with a token that the gateway does not have', async () => {
  world.resetWithoutToken();
  world.twilio.addNumber('+15005550001', { sms_url: world.webhookUrl });
  world.aws.isAllowed = (action, resource) => !(action.endsWith(':GetSecretValue') && resource === SIGNING_KEY_SECRET_ARN);
  const sent: string[] = [];
  world.onText = (body) => sent.push(body);

  const { out } = await run({ TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN });
  expect(out).toMatch(/✗ Signing secret [^]*! Signed message +not sent: no SharedKey to sign it with could be read from its secret/);
  expect(sent).toHaveLength(1); // the forged one
});

describe('text --shared-key', () => {
  const send = async (options: Partial<TextOptions> = {}) => {
    const context = world.context(NOTHING);
    const keys: (string | undefined)[] = [];
    world.onSettings = (header) => keys.push(header);
    await text({ ...MESSAGE, sharedKey: true, ...options }, context, scriptedPrompts());
    return { out: context.out(), keys };
  };

  test('signs with the SharedKey of a gateway that has an auth token too', async () => {
    await deployWithBoth();

    const { out, keys } = await send();
    expect(out).toContain('gateway  Hello');
    expect(keys).toEqual([`key=${SHARED_KEY.sharedKeyId},algorithm=HMAC_SHA256`]);
    expect((await send({ sharedKey: false })).keys).toEqual([undefined]);
  });

  interface RejectedCase {
    readonly name: string;
    readonly prepare?: () => unknown;
    readonly options?: Partial<TextOptions>;
    readonly message: RegExp;
  }

  test.each<RejectedCase>([
    { name: 'a gateway without a SharedKey', message: /has no secret for a SharedKey, so nothing was sent.*signingKeySecret/ },
    {
      name: 'a secret without one',
      prepare: async () => {
        await deployWithBoth();
        putSharedKey({});
      },
      message: /^The gateway's secret holds JSON without the key sharedKeyId, so the message cannot be signed.*aws secretsmanager/,
    },
    { name: 'a URL', options: { to: 'https://example.com/sms' }, message: /^--shared-key needs a stack/ },
  ])('is rejected for $name', async ({ prepare, options, message }) => {
    await prepare?.();

    await expect(send(options)).rejects.toThrow(message);
  });
});
